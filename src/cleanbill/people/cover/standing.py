"""What the rules of cover look at, one value a person, in order of person_id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleanbill.core.money import WHOLE_BP
from cleanbill.people.ages import ages_on
from cleanbill.people.chance import Floats, Ints, even
from cleanbill.people.poverty import steps_cents
from cleanbill.people.targets import target


@dataclass(frozen=True, slots=True)
class Standing:
    """People as the rules see them, on the first day of cover."""

    day: date
    age: Ints  # years
    wages: Ints  # cents a year, as are the next four
    business: Ints
    other: Ints
    family_wages: Ints
    fpl_bp: Ints  # family income in basis points of the poverty guideline
    family: Ints  # family number, 0, 1, ...
    lot: Floats  # a draw from 0 up to 1 for the person
    family_lot: Floats  # and one for the person's family
    enrols: Floats  # a draw from 0 up to 1 for whether the person takes up what is on offer
    shares: dict[str, Any]  # law/states/ma/coverage
    split: dict[str, Any]  # law/states/ma/coverage_split
    limits: dict[str, Any]  # law/states/ma/cover_limits

    def __len__(self) -> int:
        return len(self.age)


def standing(person: pa.Table, day: date, seed: int) -> Standing:
    """The standing of `person`, whose rows are in order of person_id, on `day`.

    Lots follow the order of person_id, so that the order of a file's rows makes no difference.
    """
    family = np.asarray(pc.dictionary_encode(_flat(person, "family_id")).indices).astype(np.int64)
    wages = _cents(person, "wages_cents")
    return Standing(
        day=day,
        age=ages_on(_flat(person, "birth_date").to_numpy(zero_copy_only=False), day),
        wages=wages,
        business=_cents(person, "self_employment_cents"),
        other=_cents(person, "other_income_cents"),
        family_wages=_per_family(family, wages)[family],
        fpl_bp=_fpl_bp(family, _cents(person, "income_cents"), day),
        family=family,
        lot=even(seed, "cover of a person", len(family)),
        family_lot=even(seed, "cover of a family", len(family))[family],
        enrols=even(seed, "enrolment of a person", len(family)),
        shares=target("states/ma/coverage", day),
        split=target("states/ma/coverage_split", day),
        limits=target("states/ma/cover_limits", day),
    )


def _fpl_bp(family: Ints, income: Ints, day: date) -> Ints:
    """As `poverty.families` has it, but for each person."""
    first, step = steps_cents(day)
    guideline = first + (np.bincount(family) - 1) * step
    bp = np.maximum(_per_family(family, income), 0) * WHOLE_BP // guideline
    return np.asarray(bp[family])


def _per_family(family: Ints, value: Ints) -> Ints:
    """Sums, exact: bincount adds in float64 and a family's cents stay below 2^53."""
    return np.bincount(family, value).astype(np.int64)


def _cents(person: pa.Table, name: str) -> Ints:
    return _flat(person, name).to_numpy(zero_copy_only=False).astype(np.int64)  # type: ignore[no-any-return]


def _flat(person: pa.Table, name: str) -> pa.Array:
    return person[name].combine_chunks()
