"""The settlement step as one would write it in plain pandas, the alternative that `bench` names.

The same rules on the same lines: merge the terms, sort once by person and once
by family, grouped cumulative sums clipped at the limits.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

ORDER = ["service_date", "claim_id", "line"]
PERSON = ["person_id", "plan_id", "accumulator_no"]
FAMILY = ["family_id", "plan_id", "accumulator_no"]


def settle(claims: Path, members: pd.DataFrame, terms: pd.DataFrame) -> pd.DataFrame:
    """Lines of one plan year with `patient_share_cents` and `plan_paid_cents`; members have one plan each."""
    lines = pd.read_parquet(claims).merge(members, on="person_id").merge(terms, on=["plan_id", "benefit"])
    lines = lines.sort_values(ORDER, ignore_index=True)
    fee = (lines.fee_cents * lines.plan_price_bp + 5_000) // 10_000
    lines["allowed_cents"] = np.minimum(lines.charge_cents, fee)
    covered = lines.covered
    subject = lines.allowed_cents.where(covered & lines.deductible_applies, 0)
    shared = ~lines.embedded & (lines.on_policy > 1)
    own = _clipped(lines, subject, PERSON, lines.plan_deductible_cents.mask(shared, lines.plan_family_deductible_cents))
    deductible = _clipped(lines, own, FAMILY, lines.plan_family_deductible_cents)
    left = (lines.allowed_cents - deductible).where(covered, 0)
    copay = _clipped(lines, left, ["claim_id", "plan_id", "benefit"], lines.plan_copay_cents)
    raw = deductible + copay + (left * lines.plan_coinsurance_bp + 5_000) // 10_000
    own = _clipped(lines, raw, PERSON, lines.plan_limit_cents)
    due = _clipped(lines, own, FAMILY, lines.plan_family_limit_cents)
    lines["patient_share_cents"] = due + lines.allowed_cents.where(~covered, 0)
    lines["plan_paid_cents"] = lines.allowed_cents - lines.patient_share_cents
    return lines


def _clipped(lines: pd.DataFrame, step: Any, within: list[str], limit: Any) -> Any:
    total = step.groupby([lines[name] for name in within]).cumsum()
    return np.minimum(total, limit) - np.minimum(total - step, limit)
