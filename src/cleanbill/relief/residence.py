"""Where a person lives by the rule, and whether the address is shown to hold on the day that the rule names."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from cleanbill.fund import Area, Level
from cleanbill.relief.area import lives_in
from cleanbill.relief.programmes import Rule


def lives_there(known: ir.Table, law: Rule) -> ir.BooleanValue:
    """In the programme's counties or states; a person of unknown place is not known to live there."""
    held: tuple[tuple[Level, tuple[str, ...]], ...] = (("county", law.counties), ("state", law.states))
    return lives_in(known, [Area(level, frozenset(codes)) for level, codes in held if codes])


def residence(known: ir.Table, law: Rule, today: date) -> ir.StringValue:
    """`shown`, `undated` or `of another day`; null where the rule names no day.

    It decides nothing: sellers seldom say when an address was known to hold, and the letter that comes back will tell.
    """
    if law.resident_as_of is None:
        return ibis.null("string")
    asked = ibis.literal(today) if law.resident_as_of == "decision" else known.date_of_service
    days = asked.delta(known.address_as_of, unit="day").abs()
    return ibis.cases((days.isnull(), "undated"), (days <= law.address_holds_days, "shown"), else_="of another day")
