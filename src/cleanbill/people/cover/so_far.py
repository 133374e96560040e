"""What the rules before this one have decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cleanbill.people.chance import Ints
from cleanbill.people.cover.quota import Mask

OPEN = -1
MEDICARE_PLANS = ("medicare", "medicare-supplement", "medicare-masshealth")


@dataclass(frozen=True, slots=True)
class SoFar:
    """For each person the number of the rule that decided last, or OPEN, and the plan of each rule."""

    step: Ints
    plans: Sequence[str]

    @property
    def open(self) -> Mask:
        """People whom no rule has reached."""
        return np.asarray(self.step == OPEN)

    def on(self, *plan_ids: str) -> Mask:
        """People who are under one of these plans."""
        steps = [number for number, plan in enumerate(self.plans) if plan in plan_ids]
        return np.asarray(np.isin(self.step, steps))

    def without_medicare(self) -> int:
        """How many people are not on Medicare, once its rules are through."""
        return int((~self.on(*MEDICARE_PLANS)).sum())
