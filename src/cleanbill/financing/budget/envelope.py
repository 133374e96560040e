"""Warns where a scenario leaves the range of 22 published single-payer analyses (Cai 2020, law/studies/cai_2020)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.budget.cells import half_up
from cleanbill.financing.budget.order import Outcome
from cleanbill.financing.budget.use_of_care import UseOfCare
from cleanbill.law import parameter

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
    return half_up(Fraction(cents * WHOLE_BP, whole_cents))


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
        "savings_bp": -share_of(sum(min(each.cents, 0) for each in result.contributions), whole),
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
