"""Synthea's money and moments as ours: dollars as text to whole cents, and moments to days.

Dollars go through decimals of six places, never floats; a part of a cent is
rounded half up, on the line.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir


def cents(dollars: ir.StringColumn) -> ir.IntegerColumn:
    """Whole cents (int64), or null where the text is no amount."""
    # Through a whole number of millionths, since decimals round differently between engines.
    millionths = (dollars.try_cast("decimal(18, 6)") * 1_000_000).cast("int64")
    return ((millionths + 5_000) // 10_000).cast("int64")


def day(moment: ir.StringColumn) -> ir.DateColumn:
    """The day of "2023-01-27T16:17:47Z" or "2023-01-27"; the first of January of "2023"; else null."""
    text = ibis.ifelse(moment.length() == 4, moment + "-01-01", moment.substr(0, 10))
    return text.try_cast("date")


def by_word(value: ir.StringColumn, words: dict[str, str], otherwise: str) -> ir.StringColumn:
    """`value` looked up in `words`, and `otherwise` where it is not there."""
    cases = [(value == word, ibis.literal(meaning)) for word, meaning in words.items()]
    return ibis.cases(*cases, else_=ibis.literal(otherwise))
