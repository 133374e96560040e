"""Lever: more care is used when nothing is due for it and everybody is covered.

Demand answers to the price as `financing/demand` has it, by `elasticity_bp` (RAND experiment: -0.2).
Newly covered people go from their use today to `newly_covered_bp` of what the
insured use. No service grows beyond the supply cap.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from cleanbill.financing.budget.cells import Cells, bp, scaled, total
from cleanbill.financing.budget.lists import PERSONAL
from cleanbill.financing.demand import use_at


@dataclass(frozen=True, slots=True)
class UseOfCare:
    """Basis points throughout; `growth_bp` stands where a study states the growth of use outright."""

    elasticity_bp: int = 0
    uninsured_use_bp: int = 10_000  # of an insured person's spending, today
    newly_covered_bp: int = 10_000  # of an insured person's spending, once covered
    kept_cost_sharing_bp: int = 0  # of the cost of care, still paid by patients
    growth_bp: int | None = None
    supply_cap_bp: int | None = None


def patients_share(row: Mapping[str, int]) -> Fraction:
    """The part of a service's cost that patients pay out of pocket."""
    whole = sum(row.values())
    return Fraction(row["out_of_pocket"], whole) if whole else Fraction(0)


def demanded(use: UseOfCare, row: Mapping[str, int], uninsured: Fraction) -> Fraction:
    """Growth of use that people want of a service, before any cap; `uninsured` is their share of the people covered."""
    if use.growth_bp is not None:
        return bp(use.growth_bp)
    return (1 + _free(use, patients_share(row))) * (1 + _newly_covered(use, uninsured)) - 1


def growth(use: UseOfCare, row: Mapping[str, int], uninsured: Fraction) -> Fraction:
    """Growth of use that providers can meet."""
    wanted = demanded(use, row, uninsured)
    return wanted if use.supply_cap_bp is None else min(wanted, bp(use.supply_cap_bp))


def use_of_care(cells: Cells, use: UseOfCare, services: Iterable[str], uninsured: Fraction) -> Cells:
    """The cells with more use of `services`; administration grows with the care it handles."""
    grows = {service: growth(use, cells[service], uninsured) for service in services}
    return with_administration(cells, scaled(cells, lambda service, _: 1 + grows.get(service, Fraction(0))))


def with_administration(before: Cells, after: Cells) -> Cells:
    """`after`, with administration grown as much as all personal care did."""
    care = total(before, PERSONAL)
    if not care:
        return after
    more = Fraction(total(after, PERSONAL), care)
    return scaled(after, lambda service, _: more if service == "administration" else Fraction(1))


def _free(use: UseOfCare, share: Fraction) -> Fraction:
    """Growth as the patient's share falls to what is kept."""
    kept, elasticity = min(share, bp(use.kept_cost_sharing_bp)), bp(use.elasticity_bp)
    return use_at(kept, elasticity) / use_at(share, elasticity) - 1


def _newly_covered(use: UseOfCare, uninsured: Fraction) -> Fraction:
    """Growth as the uninsured use more, over what all people use today."""
    today = bp(use.uninsured_use_bp)
    return uninsured * (bp(use.newly_covered_bp) - today) / (1 - uninsured + uninsured * today)
