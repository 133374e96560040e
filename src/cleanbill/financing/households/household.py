"""A household's own numbers: plain values in, plain values out, nothing kept.

The rules are those of the population, on arrays of as many people. What is not
given is taken from published means, and said in `assumed`. Opens no table of
people, so it answers in a fraction of a second without a network.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from cleanbill.financing.households.after import Account, after
from cleanbill.financing.households.choices import Choices, choices
from cleanbill.financing.households.household_persons import persons_of_household
from cleanbill.financing.households.labels import LABELS, label
from cleanbill.financing.households.member import Member
from cleanbill.financing.households.today import Today, today
from cleanbill.financing.households.year_of_law import in_force
from cleanbill.financing.taxes import Bill, places


@dataclass(frozen=True, slots=True)
class Line:
    """One column of the household, cents a year; a cost is positive."""

    name: str
    label: str
    before_cents: int
    after_cents: int


@dataclass(frozen=True, slots=True)
class AtIncidence:
    """The household's gain where employers pass on this part of what they save or pay more."""

    incidence_bp: int
    gain_cents: int
    wage_change_cents: int
    kept_by_employer_cents: int


@dataclass(frozen=True, slots=True)
class Answer:
    """Before and after. The sum of `lines` before less that after is `gain_cents`, to the cent."""

    year: int
    bill: str
    incidence_bp: int
    income_cents: int
    lines: tuple[Line, ...]
    gain_cents: int
    wage_change_cents: int
    kept_by_employer_cents: int
    by_incidence: tuple[AtIncidence, ...]
    assumed: tuple[str, ...]

    @property
    def before_cents(self) -> int:
        """All that health costs today."""
        return sum(line.before_cents for line in self.lines)

    @property
    def after_cents(self) -> int:
        """All that it costs after the reform."""
        return sum(line.after_cents for line in self.lines)


def household(
    members: tuple[Member, ...], bill: Bill, *, year: int = 2026, chosen: Choices | None = None, rate_scale: float = 1.0
) -> Answer:
    """The household's answer under `bill`, its rates times `rate_scale`. BadInput with every fault of its members."""
    chosen = choices(year=year) if chosen is None else chosen
    persons, out_of_pocket, assumed = persons_of_household(members, year)
    now = today(persons, out_of_pocket)
    account = _account(now, bill, chosen, rate_scale)
    shown = sorted({*in_force("us/pass_through", year)["shown_bp"], chosen.incidence_bp})
    return Answer(
        year=year,
        bill=bill.name,
        incidence_bp=chosen.incidence_bp,
        income_cents=int(persons.income.sum()),
        lines=_lines(account),
        gain_cents=int(account.gain.sum()),
        wage_change_cents=int(account.wage_change.sum()),
        kept_by_employer_cents=int(account.kept_by_employer.sum()),
        by_incidence=tuple(_at(now, bill, replace(chosen, incidence_bp=bp), rate_scale) for bp in shown),
        assumed=assumed,
    )


def _account(now: Today, bill: Bill, chosen: Choices, rate_scale: float) -> Account:
    return after(now, bill, chosen, rate_scale=rate_scale, at_places=places(now.persons.year))


def _lines(account: Account) -> tuple[Line, ...]:
    """Columns that are not nought, in their order."""
    found = [
        Line(name, label(name), int(account.before[name].sum()), int(account.after[name].sum()))
        for name in account.before
    ]
    return tuple(line for line in found if line.before_cents or line.after_cents or line.name in LABELS)


def _at(now: Today, bill: Bill, chosen: Choices, rate_scale: float) -> AtIncidence:
    account = _account(now, bill, chosen, rate_scale)
    sums = (int(cents.sum()) for cents in (account.gain, account.wage_change, account.kept_by_employer))
    return AtIncidence(chosen.incidence_bp, *sums)
