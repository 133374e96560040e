"""Income tax returns: which tax units file one, and their adjusted gross income. Law: us/return_rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from cleanbill.core.money import WHOLE_BP
from cleanbill.people.chance import Ints
from cleanbill.people.targets import target

RULE = "us/return_rule"
PLAIN = ("self_employment", "partnership", "interest", "dividends", "gains", "pensions", "unemployment")


@dataclass(frozen=True, slots=True)
class Returns:
    """One value a tax unit."""

    agi: Ints  # adjusted gross income, cents
    files: npt.NDArray[np.bool_]


def returns(unit: Ints, filing: Ints, money: Mapping[str, Ints], day: date) -> Returns:
    """The returns of people's units; `filing` is of the unit, told once a person.

    Social Security counts by section 86's rule in short: up to a share of it, and of what half of it
    and other income have over a base. Tax-exempt interest is in `interest`.
    """
    rule = target(RULE, day)
    first = np.flatnonzero(np.diff(unit, prepend=-1))
    taxed = money["wages"] * (WHOLE_BP - rule["before_tax_bp"]) // WHOLE_BP
    plain = _per_unit(unit, sum((money[kind] for kind in PLAIN if kind in money), taxed))
    old_age = _per_unit(unit, money["social_security"])
    base = np.array(rule["base"], np.int64)[filing[first] - 1] * 100
    over = np.clip(plain + old_age // 2 - base, 0, None)
    most = old_age * rule["social_security_bp"] // WHOLE_BP
    agi = plain + np.minimum(over * rule["social_security_bp"] // WHOLE_BP, most)
    earned = _per_unit(unit, np.abs(money["wages"]) + np.abs(money["self_employment"]))
    return Returns(agi, (agi >= rule["files_from"] * 100) | (earned >= rule["earned_from"] * 100))


def _per_unit(unit: Ints, cents: Ints) -> Ints:
    """Sums, exact: bincount adds in float64 and a unit's cents stay below 2^53."""
    return np.bincount(unit, cents).astype(np.int64)
