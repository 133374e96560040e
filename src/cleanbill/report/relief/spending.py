"""A fund's money, or that of all funds: given, spent on debt and on handling, and what lies unspent for how long.

What was spent on debt, and so what is left, is withheld where a few people's debts stand behind it.
"""

from __future__ import annotations

from cleanbill.fund import Money
from cleanbill.report.relief.line import Programme
from cleanbill.report.relief.numbers import Row
from cleanbill.report.small_cells import WITHHELD


def spending(programme: Programme, kind: str, of: str, *, closed: bool) -> Row:
    """Cents; {} for a county, as no money is booked by place."""
    if kind == "county":
        return {}
    funds = [one for one in programme.money if kind == "public" or one.fund_id == of]
    keys = ("given_cents", "debt_cents", "handling_cents", "fees_cents", "other_cents")
    told: Row = {key: sum(getattr(one, key) for one in funds) for key in keys}
    told |= {
        "left_cents": sum(one.left.cents for one in funds),
        "oldest_days": max((one.left.oldest_days for one in funds), default=0),
        "unspent": [{"age": age, "cents": WITHHELD if closed else cents} for age, cents in _by_age(funds).items()],
    }
    return told | dict.fromkeys(("debt_cents", "left_cents"), WITHHELD) if closed else told


def _by_age(funds: list[Money]) -> dict[str, int]:
    bands = [age for one in funds for age in one.left.by_band]
    return {age: sum(one.left.by_band[age] for one in funds) for age in dict.fromkeys(bands)}
