"""Financial assistance: hospital bills of poor families who apply are forgiven.

Massachusetts' Health Safety Net; values and sources in
law/states/ma/hospital_assistance.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.core.money import WHOLE_BP


def assistance(bills: ir.Table, rule: Mapping[str, Any]) -> ir.Table:
    """Adds `assisted_cents`: all of the share, or nothing."""
    qualifies = bills.benefit.isin(rule["benefits"]) & (bills.fpl_bp <= rule["up_to_fpl_bp"])
    applies = bills.applies_ppm * WHOLE_BP < rule["apply_bp"] * 1_000_000
    return bills.mutate(assisted_cents=ibis.ifelse(qualifies & applies, bills.patient_share_cents, 0).cast("int64"))
