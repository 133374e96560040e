"""An employer's plan: the remainder, shared by a family; nearly half in a high-deductible plan.

Where a family has wages the employer is theirs; for the few others it stands
in for a former employer's plan or one bought outside the Connector.
"""

from __future__ import annotations

from cleanbill.core.money import WHOLE_BP
from cleanbill.people.cover.quota import Mask, first_families, part
from cleanbill.people.cover.so_far import SoFar
from cleanbill.people.cover.standing import Standing


def wages(people: Standing, so_far: SoFar) -> Mask:
    """People whose family has wages."""
    return so_far.open & (people.family_wages > 0)


def remainder(people: Standing, so_far: SoFar) -> Mask:
    """Everyone else."""
    del people
    return so_far.open


def high_deductible(people: Standing, so_far: SoFar) -> Mask:
    """Families with an employer's plan whose plan is a high-deductible one, by lot."""
    covered = so_far.on("employer")
    quota = part(int(covered.sum()), people.shares["high_deductible_bp"], WHOLE_BP)
    return first_families(covered, quota, people.family, people.family_lot)
