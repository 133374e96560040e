"""What a contract costs the employer and its workers today, in one of its years, cell by cell.

A cell is the workers of one unit and tier, or one kind of retirees. Amounts
of a worker are rounded once, then multiplied; costs of the whole employer are
shared out to the cent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cleanbill.core.money import WHOLE_BP, share_bp
from cleanbill.financing.contract.parts import parts, ratio
from cleanbill.financing.contract.terms import FUND, INSURED, OPT_OUT, WAIVED, Contract, Retirees, Share, Unit

RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Cell:
    """People alike, with what they cost today: `employer` and `people` are cents of all of them, by line.

    What a worker gets today and would lose (an opt-out payment, an HSA
    deposit) is negative in `people`.
    """

    unit: str
    tier: str
    count: int
    wage_cents: int
    hours: int
    employer: Mapping[str, int]
    people: Mapping[str, int]

    @property
    def retired(self) -> bool:
        """Retirees earn no wages here."""
        return self.tier == RETIRED


def grown(cents: int, rates: tuple[int, ...], steps: int) -> int:
    """An amount after so many years' growth, rounded once."""
    dividend, divisor = cents, 1
    for rate in rates[:steps]:
        dividend, divisor = dividend * (WHOLE_BP + rate), divisor * WHOLE_BP
    return ratio(dividend, divisor)


def cells(contract: Contract, steps: int) -> tuple[Cell, ...]:
    """Every cell of a contract year, `steps` years of growth after the file's."""
    found = [
        _cell(contract, unit, tier, count, steps) for unit in contract.units for tier, count in unit.workers.items()
    ]
    found += [_retired(contract, each, steps) for each in contract.retirees if each.headcount]
    return _with_overhead(contract, found, steps)


def employer_part(share: Share, premium: int, share_cents: int | None = None) -> int:
    """Cents of a premium that the employer pays; `share_cents` is the grown amount of a share in dollars."""
    if share.part_bp is not None:
        return share_bp(premium, share.part_bp)
    return min(premium, share.cents or 0 if share_cents is None else share_cents)


def _split(contract: Contract, share: Share, premium: int, steps: int) -> tuple[int, int]:
    """The employer's part of this year's premium, and the other's."""
    growth = contract.growth
    whole = grown(premium, growth.premiums, steps)
    dollars = None if share.cents is None else grown(share.cents, growth.employer_dollars, steps)
    part = employer_part(share, whole, dollars)
    return part, whole - part


def _cell(contract: Contract, unit: Unit, tier: str, count: int, steps: int) -> Cell:
    employer, people = _of_one(contract, unit, tier, steps)
    return Cell(
        unit=unit.name,
        tier=tier,
        count=count,
        wage_cents=grown(unit.wage_cents, contract.growth.wages, steps),
        hours=unit.hours,
        employer={line: cents * count for line, cents in employer.items() if cents},
        people={line: cents * count for line, cents in people.items() if cents},
    )


def _of_one(contract: Contract, unit: Unit, tier: str, steps: int) -> tuple[dict[str, int], dict[str, int]]:
    """Lines of one worker: what the employer pays, what the worker does."""
    plan, growth = unit.plan, contract.growth
    employer: dict[str, int] = {}
    people: dict[str, int] = {}
    if tier in INSURED:
        for kind, benefit in plan.benefits.items():
            if tier in benefit.premium:
                split = _split(contract, benefit.employer[tier], benefit.premium[tier], steps)
                employer[f"{kind}_premium"], people[f"{kind}_premium"] = split
        employer["hra"] = grown(plan.hra.get(tier, 0), growth.accounts, steps)
        employer["hsa"] = grown(plan.hsa.get(tier, 0), growth.accounts, steps)
        people["hsa_lost"] = -employer["hsa"]
    if tier == FUND:
        employer["taft_hartley"] = grown(plan.fund_hourly_cents, growth.premiums, steps) * unit.hours
    if tier == OPT_OUT:
        employer["opt_out"] = grown(plan.opt_out_payment_cents, growth.accounts, steps)
        people["opt_out_lost"] = -employer["opt_out"]
    if plan.out_of_pocket is not None:
        people["out_of_pocket"] = grown(plan.out_of_pocket.get(tier, 0), growth.out_of_pocket, steps)
    return employer, people


def _retired(contract: Contract, retirees: Retirees, steps: int) -> Cell:
    part, rest = _split(contract, retirees.employer, retirees.premium_cents, steps)
    count = retirees.headcount
    employer, people = {"retirees": part * count}, {"health_premium": rest * count}
    return Cell(retirees.name, RETIRED, count, 0, 0, employer, people)


def _with_overhead(contract: Contract, found: list[Cell], steps: int) -> tuple[Cell, ...]:
    """Administration by who is in a plan, by everybody where nobody is; other costs by workers."""
    growth, employer = contract.growth.administration, contract.employer
    working = [0 if cell.retired else cell.count for cell in found]
    inside = [0 if cell.tier in (OPT_OUT, WAIVED) else cell.count for cell in found]
    shared = {
        "administration": parts(grown(employer.administration_cents, growth, steps), inside if any(inside) else working)
    }
    for name, cents in employer.ends_too.items():
        shared[f"ends_too.{name}"] = parts(grown(cents, growth, steps), working)
    return tuple(
        Cell(
            cell.unit, cell.tier, cell.count, cell.wage_cents, cell.hours,
            dict(cell.employer) | {line: each[row] for line, each in shared.items() if each[row]}, cell.people,
        )
        for row, cell in enumerate(found)
    )  # fmt: skip
