"""Rows of PPRRVU beside two others of the same file: the technical row of the code, and the base of an endoscopy.

Table rvu in, out with tc_... and base_... columns, null where there is no such
row. Joined once on the schedule, so that lines need no join of their own.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

TECHNICAL = ("pe_e2", "facility_pe_e2", "mp_e2", "cap_pe_e2", "cap_facility_pe_e2", "cap_mp_e2")
BASE = ("work_e2", "pe_e2", "facility_pe_e2", "mp_e2")
COMPANIONS = (*(f"tc_{name}" for name in TECHNICAL), *(f"base_{name}" for name in BASE))


def with_companions(rvu: ir.Table) -> ir.Table:
    """`rvu` with COMPANIONS; rows of one file begin on the same day."""
    technical = _named(rvu.filter(rvu.component == "TC"), "tc_", TECHNICAL).mutate(its_component=ibis.literal(""))
    base = _named(rvu.filter(rvu.component == ""), "base_", BASE)
    of_code = [
        rvu.code == technical.its_code,
        rvu.component == technical.its_component,
        rvu.start == technical.its_start,
    ]
    joined = rvu.left_join(technical, of_code).drop("its_code", "its_component", "its_start")
    of_family = [joined.endo_base == base.its_code, joined.start == base.its_start]
    return joined.left_join(base, of_family).drop("its_code", "its_start")


def _named(rows: ir.Table, prefix: str, names: tuple[str, ...]) -> ir.Table:
    return rows.select(its_code="code", its_start="start", **{prefix + name: rows[name] for name in names})
