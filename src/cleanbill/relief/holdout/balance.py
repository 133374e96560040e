"""How alike the arms are before anything is bought: means, and their difference in standard deviations.

The standardised difference is the difference of the means over the root of the mean of both variances; it does not
grow with the number of people (Austin 2009, doi 10.1002/sim.3697). By lot it is rarely far from 0; 0.1 is a usual mark.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cleanbill.core.money import WHOLE_BP
from cleanbill.relief.holdout.draw import Candidate
from cleanbill.relief.holdout.tables import HELD, RELIEF, Assigned

Measure = Callable[[Candidate], int | None]


@dataclass(frozen=True, slots=True)
class Balance:
    """A measure's mean in each arm, in its own unit, and the standardised difference, hold-out less relief.

    `difference_bp` is in hundredths of a hundredth of a standard deviation (1,000 is 0.1); None where nobody varies,
    or where an arm has nobody of whom the measure is known.
    """

    measure: str
    unit: str
    relief: Fraction | None
    held: Fraction | None
    difference_bp: int | None


def balance(people: Iterable[Candidate], assigned: Iterable[Assigned]) -> list[Balance]:
    """The arms' debts, ages and States, of the people who are in both inputs."""
    arms = {one.person_id: one.arm for one in assigned}
    both = [one for one in people if one.person_id in arms]
    states = sorted({one.state for one in both if one.state is not None})
    measures: list[tuple[str, str, Measure]] = [
        ("debt", "cents", lambda one: one.face_cents),
        ("age", "years", lambda one: one.age_years),
        *((f"lives in {state}", "share", _lives_in(state)) for state in states),
    ]
    return [
        _compared(name, unit, *(_values(both, arms, arm, measure) for arm in (RELIEF, HELD)))
        for name, unit, measure in measures
    ]


def _lives_in(state: str) -> Measure:
    return lambda one: int(one.state == state)


def _values(people: Sequence[Candidate], arms: dict[str, str], arm: str, measure: Measure) -> list[int]:
    return [value for one in people if arms[one.person_id] == arm and (value := measure(one)) is not None]


def _compared(name: str, unit: str, relief: Sequence[int], held: Sequence[int]) -> Balance:
    if not relief or not held:
        return Balance(name, unit, _mean(relief), _mean(held), None)
    apart = Fraction(sum(held), len(held)) - Fraction(sum(relief), len(relief))
    spread = (_variance(relief) + _variance(held)) / 2
    difference = round(WHOLE_BP * float(apart) / float(spread) ** 0.5) if spread else None
    return Balance(name, unit, _mean(relief), _mean(held), difference)


def _mean(values: Sequence[int]) -> Fraction | None:
    return Fraction(sum(values), len(values)) if values else None


def _variance(values: Sequence[int]) -> Fraction:
    """Exact, so that it does not depend on the order of rows; 0 of a single value."""
    if len(values) < 2:
        return Fraction(0)
    squares, total = sum(value * value for value in values), sum(values)
    return (squares - Fraction(total * total, len(values))) / (len(values) - 1)
