"""Codes for generated lines, from data/codes.yaml: of real shape, no CPT.

In: benefit, line number, patient and noise of each line. Out: row numbers
into one list of (system, code).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa

from cleanbill.care.cells import COVER_CLASSES, Ints
from cleanbill.care.meps import Floats, data_file
from cleanbill.care.tables import BENEFITS
from cleanbill.care.weighted import Weighted, weighted

INPATIENT = BENEFITS.index("inpatient")
PATIENTS = ("child", "mother", "other")
STAYS = 2 * len(BENEFITS)  # groups of codes: benefit x (first line, others), then one per kind of patient


@dataclass(frozen=True, slots=True)
class CodeBook:
    """Every code once per group; `lists` draws a row number."""

    system: pa.Array
    code: pa.Array
    lists: Weighted
    place_of_service: pa.Array


@cache
def code_book() -> CodeBook:
    """The codes as arrays for drawing from."""
    held = data_file("codes")
    groups = [_listed(held[benefit].get(which, {})) for benefit in BENEFITS for which in ("first", "next")]
    shares: list[Any] = [1 / np.arange(1, len(group) + 1) for group in groups]
    for patient in PATIENTS:
        groups.append([("MS-DRG", group) for group, _, _ in held["drg"][patient]])
        shares.append([share for _, _, share in held["drg"][patient]])
    rows = [row for group in groups for row in group]
    place = pa.array([held["place_of_service"][benefit] for benefit in BENEFITS])
    return CodeBook(pa.array([s for s, _ in rows]), pa.array([c for _, c in rows]), weighted(shares), place)


def draw_codes(benefit: Ints, first_line: Ints, cell: Ints, noise: Floats, uniform: Floats) -> Ints:
    """Row number in the code book for each line; on a stay's first line the group follows its price."""
    stay = (benefit == INPATIENT) & (first_line == 1)
    group = 2 * benefit + (1 - first_line)
    group[stay] = STAYS + _patient(cell[stay])
    uniform = uniform.copy()
    uniform[stay] = 1 / (1 + np.exp(-1.702 * noise[stay]))  # close to the normal distribution's rank
    return code_book().lists.draw(group, np.minimum(uniform, 1 - 1e-9))


def _patient(cell: Ints) -> Ints:
    age, female = cell // (2 * len(COVER_CLASSES)), cell // len(COVER_CLASSES) % 2
    kind: Ints = np.where(age == 0, 0, np.where((age == 2) & (female == 1), 1, 2))
    return kind


def _listed(systems: dict[str, Any]) -> list[tuple[str, str]]:
    """(system, code) of one list, the systems' codes in turn; an empty list holds one entry never drawn."""
    columns = [
        [(system, code) for code in (codes if isinstance(codes, list) else _made_up_drugs(codes))]
        for system, codes in systems.items()
    ]
    longest = max((len(column) for column in columns), default=0)
    return [column[n] for n in range(longest) for column in columns if n < len(column)] or [("REV", "0000")]


def _made_up_drugs(number: int) -> list[str]:
    return [f"00000{n:04d}01" for n in range(1, number + 1)]
