"""What happens where a part of the employer's money comes to workers as wages: the raise, and the taxes on it.

The raise is the same part of every wage, the highest whose cost (with the
employer's new taxes on it) is within that part of what the employer is freed
of. Where the employer pays more, wages fall alike. Studies: law/us/pass_through.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.contract.break_even import highest, room
from cleanbill.financing.contract.new_taxes import Workers, taxes_due
from cleanbill.financing.contract.parts import ratio
from cleanbill.financing.contract.terms import Contract

WHOLE = 10**8  # parts of a wage by which it can rise


@dataclass(frozen=True, slots=True)
class Passed:
    """Cents a year. What is freed = kept by the employer + raise + employer's taxes on it."""

    part_bp: int
    kept: int
    wages: int
    employer_taxes: int
    people_taxes: int  # that workers pay of the raise

    @property
    def to_people(self) -> int:
        """The raise after the bill's taxes on it, before income tax."""
        return self.wages - self.people_taxes

    @classmethod
    def added(cls, each: Sequence[Passed]) -> Passed:
        """Years of the same part, added up."""
        names = ("kept", "wages", "employer_taxes", "people_taxes")
        return cls(each[0].part_bp, **{name: sum(getattr(one, name) for one in each) for name in names})


def passed_on(contract: Contract, workers: Sequence[Workers], steps: int, freed: int, part_bp: int) -> Passed:
    """What comes of `freed` cents of the employer where `part_bp` of them go to wages."""
    meant = ratio(freed * part_bp, WHOLE_BP)
    if meant == 0 or not any(each.wage_cents for each in workers):
        return Passed(part_bp, freed, 0, 0, 0)
    before = _taxes(contract, workers, steps)

    def raised(part: int) -> tuple[int, int, int]:
        paid = [Workers(each.count, each.wage_cents + ratio(each.wage_cents * part, WHOLE)) for each in workers]
        more = sum(each.count * (each.wage_cents - old.wage_cents) for each, old in zip(paid, workers, strict=True))
        employer, people = _taxes(contract, paid, steps)
        return more, employer - before[0], people - before[1]

    def within(part: int) -> bool:
        more, employer, _ = raised(part)
        return more + employer <= meant

    wages, employer, people = raised(highest(within, -WHOLE, WHOLE * room(workers)))
    return Passed(part_bp, freed - wages - employer, wages, employer, people)


def _taxes(contract: Contract, workers: Sequence[Workers], steps: int) -> tuple[int, int]:
    due = taxes_due(contract, workers, steps)
    return sum(sum(each.employer.values()) for each in due), sum(sum(each.people.values()) for each in due)
