"""A line's modifiers, as one text with a blank around each: " 26 50 "."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

import ibis
import ibis.expr.types as ir

COMPONENTS = ("26", "TC", "53")  # modifiers with rows of their own in PPRRVU


def spaced(modifiers: ir.StringValue) -> ir.StringValue:
    """Modifiers split by blanks, colons or commas, each with a blank on either side."""
    plain = ibis.coalesce(modifiers, "").upper().replace(":", " ").replace(",", " ")
    return ibis.literal(" ").concat(plain, " ")


def has(text: ir.StringValue, modifier: str) -> ir.BooleanValue:
    """Whether `modifier` is one of the spaced text."""
    return text.contains(f" {modifier} ")


def has_any(text: ir.StringValue, modifiers: Iterable[str]) -> ir.BooleanValue:
    """Whether one of `modifiers` is in the spaced text."""
    return reduce(or_, (has(text, modifier) for modifier in modifiers), ibis.literal(False))


def component(text: ir.StringValue) -> ir.StringValue:
    """The component that PPRRVU has a row for: 26, TC, 53 or nothing."""
    return ibis.cases(*((has(text, each), each) for each in COMPONENTS), else_="")
