"""The Trust's budget: revenue by tax, federal, state and local = spending by service + administration + reserve - gap.

`budget` never tells a saving without the gap beside it: both stand in one
object, and its sentence names both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from cleanbill.core.errors import BrokenLaw
from cleanbill.core.money import WHOLE_BP, nearest, share_bp, usd
from cleanbill.financing.budget.base_account import (
    CORE,
    PAYERS,
    PERSONAL,
    SERVICES,
    Account,
    law,
    medicare_premiums,
    taken_over,
    wrap_around,
)
from cleanbill.financing.budget.levers import UseOfCare
from cleanbill.financing.budget.outcomes import Outcome, outcome
from cleanbill.financing.budget.scenarios import Scenario
from cleanbill.law import parameter

# Warns where a scenario leaves the range of 22 published single-payer analyses (Cai 2020, law/studies/cai_2020).


MEASURES = {
    "net_bp": "Net change of health spending",
    "use_bp": "More use of care",
    "administration_bp": "Savings on administration",
    "savings_bp": "Savings in all, before what is added",
    "newly_covered_bp": "Cost of newly covered people beside the insured",
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of a scenario beside the published range."""

    name: str
    value_bp: int
    low_bp: int
    high_bp: int
    median_bp: int | None

    @property
    def outside(self) -> bool:
        """Whether no published analysis went so far."""
        return not self.low_bp <= self.value_bp <= self.high_bp

    def __str__(self) -> str:
        where = "outside" if self.outside else "within"
        low, high = self.low_bp / 100, self.high_bp / 100
        value = f"{self.name} of {self.value_bp / 100:+.1f} %"
        return f"{value} is {where} the range of 22 studies ({low:+.1f} to {high:+.1f} %)."


def share_of(cents: int, whole_cents: int) -> int:
    """Cents as basis points of a whole, rounded half up."""
    return nearest(Fraction(cents * WHOLE_BP, whole_cents))


def measures(result: Outcome, use: UseOfCare | None = None) -> tuple[Measure, ...]:
    """Every measure that the review gives, of this outcome.

    More use is that of care and of new benefits; the newly covered's cost is
    told where `use` is given and some are uninsured.
    """
    whole = result.before_cents
    values = {
        "net_bp": share_of(result.net_cents, whole),
        "use_bp": share_of(result.of("use") + result.of("benefits"), whole),
        "administration_bp": -share_of(result.of("payer_administration") + result.of("provider_administration"), whole),
        "savings_bp": -share_of(sum(min(contribution.cents, 0) for contribution in result.contributions), whole),
    }
    if use is not None and use.growth_bp is None and result.uninsured_bp:
        values["newly_covered_bp"] = use.newly_covered_bp
    published = parameter("studies/cai_2020").at(date(2020, 1, 1))
    return tuple(
        Measure(MEASURES[name], value, published[name]["low"], published[name]["high"], published[name].get("median"))
        for name, value in values.items()
    )


def warnings(result: Outcome, use: UseOfCare | None = None) -> tuple[Measure, ...]:
    """The measures that leave the published range; `str` of each is the warning's sentence."""
    return tuple(measure for measure in measures(result, use) if measure.outside)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `kind` is tax, federal, state or local of revenue; care, administration or premiums of uses."""

    kind: str
    name: str
    cents: int


@dataclass(frozen=True, slots=True)
class Saving:
    """What a scenario does to all health spending, never without what the Trust lacks to pay for it."""

    before_cents: int
    net_cents: int  # a saving is negative
    gap_cents: int  # what the Trust lacks; below zero, what it has left over

    def __str__(self) -> str:
        word = "falls" if self.net_cents < 0 else "rises"
        share = abs(self.net_cents) / max(self.before_cents, 1)
        spending = f"Health spending {word} by {usd(abs(self.net_cents), cents_shown=False)} ({share:.1%})"
        if self.gap_cents > 0:
            lacks = usd(self.gap_cents, cents_shown=False)
            return f"{spending} only if the Trust finds {lacks} more a year: at these rates its budget does not close."
        return f"{spending}, and the Trust has {usd(-self.gap_cents, cents_shown=False)} a year left over."


@dataclass(frozen=True, slots=True)
class Budget:
    """The Trust's year. Raises BrokenLaw where revenue is not uses + reserve - gap."""

    place: str
    year: int
    revenue: tuple[Line, ...]
    uses: tuple[Line, ...]
    reserve_cents: int
    gap_cents: int
    wrap_around_cents: int  # within uses: what the Trust pays for members of programmes that go on
    kept_by_patients_cents: int  # not in uses: cost sharing that the plan keeps
    freed: tuple[Line, ...]  # what payers of today no longer pay and do not hand over
    outcome: Outcome

    def __post_init__(self) -> None:
        if self.revenue_cents != self.uses_cents + self.reserve_cents - self.gap_cents:
            raise BrokenLaw(
                f"The Trust's budget of {self.year} does not add up: revenue of {self.revenue_cents:,} cents is not "
                f"uses of {self.uses_cents:,} + reserve of {self.reserve_cents:,} - gap of {self.gap_cents:,}."
            )

    @property
    def revenue_cents(self) -> int:
        """All revenue."""
        return sum(line.cents for line in self.revenue)

    @property
    def uses_cents(self) -> int:
        """All spending of the Trust, without the reserve."""
        return sum(line.cents for line in self.uses)

    @property
    def saving(self) -> Saving:
        """The change of all health spending, with the gap."""
        return Saving(self.outcome.before_cents, self.outcome.net_cents, self.gap_cents)

    def revenue_of(self, kind: str) -> int:
        """Cents of one kind of revenue."""
        return sum(line.cents for line in self.revenue if line.kind == kind)


def budget(account: Account, scenario: Scenario, revenue: Mapping[str, int]) -> Budget:
    """The Trust's budget under a scenario; `revenue` is cents by name of tax, of the same year as the account.

    Federal and state money is the stated part of what today's law pays, not lowered by savings.
    """
    result = outcome(account, scenario)
    money = (*(Line("tax", name, cents) for name, cents in revenue.items()), *_public_money(account, scenario))
    uses, kept = _uses(account, scenario, result)
    spent = sum(line.cents for line in uses)
    reserve = share_bp(spent, scenario.reserve_bp)
    return Budget(
        place=account.place,
        year=account.year,
        revenue=money,
        uses=uses,
        reserve_cents=reserve,
        gap_cents=spent + reserve - sum(line.cents for line in money),
        wrap_around_cents=wrap_around({s: dict(row) for s, row in result.inside.items()}, scenario.waivers),
        kept_by_patients_cents=kept,
        freed=tuple(_freed(account, scenario)),
        outcome=result,
    )


def _public_money(account: Account, scenario: Scenario) -> Iterable[Line]:
    """What programmes of today hand over, for the services that the Trust takes."""
    services = (*scenario.benefits.covered, "administration")
    for payer in scenario.waivers.money:
        kind = "federal" if payer in law()["federal"] else "state"
        comes_bp = scenario.waivers.federal_money_bp if kind == "federal" else scenario.waivers.state_money_bp
        yield Line(kind, PAYERS[payer], share_bp(sum(account.cells[service][payer] for service in services), comes_bp))
    employers = sum(account.cells[service]["state_local_employers"] for service in services)
    kept = share_bp(employers, scenario.waivers.public_employers_keep_bp)
    if kept:
        yield Line("local", PAYERS["state_local_employers"], kept)


def _freed(account: Account, scenario: Scenario) -> Iterable[Line]:
    """What payers whose members the Trust takes over paid until now, but for those whose money comes along."""
    taken = taken_over(account.copied(), scenario.waivers, scenario.benefits.covered)
    for payer in scenario.waivers.members:
        cents = sum(row[payer] for row in taken.values())
        if payer not in scenario.waivers.money and cents:
            yield Line("freed", PAYERS[payer], cents)


def _uses(account: Account, scenario: Scenario, result: Outcome) -> tuple[tuple[Line, ...], int]:
    """The Trust's spending by service, and the cost sharing that it leaves to patients."""
    uses, kept = [], 0
    for service, row in result.inside.items():
        cents = sum(row.values())
        share = share_bp(cents, scenario.use.kept_cost_sharing_bp) if service in CORE else 0
        kept += share
        if cents:
            uses.append(Line("care" if service in PERSONAL else "administration", SERVICES[service], cents - share))
    premiums = medicare_premiums(account, scenario.waivers)
    if premiums:
        uses.append(Line("premiums", "Medicare premiums of members", premiums))
    return tuple(uses), kept
