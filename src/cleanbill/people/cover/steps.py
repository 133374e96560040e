"""The rules of cover in the order in which they decide; a later one may narrow an earlier one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cleanbill.people.cover import connectorcare, employer, masshealth, medicare, uninsured
from cleanbill.people.cover.quota import Mask
from cleanbill.people.cover.so_far import SoFar
from cleanbill.people.cover.standing import Standing


@dataclass(frozen=True, slots=True)
class Step:
    """A rule: its name, the plan it gives, and whom it chooses."""

    rule: str
    plan_id: str
    choose: Callable[[Standing, SoFar], Mask]


STEPS = (
    Step("medicare-aged", "medicare", medicare.aged),
    Step("medicare-disabled", "medicare", medicare.disabled),
    Step("medicare-low-income", "medicare-masshealth", medicare.both),
    Step("medicare-supplement", "medicare-supplement", medicare.supplement),
    Step("masshealth-child", "masshealth", masshealth.child),
    Step("masshealth-adult", "masshealth", masshealth.adult),
    Step("masshealth-other", "masshealth", masshealth.other),
    Step("uninsured", "none", uninsured.uninsured),
    Step("connectorcare-without-wages", "connectorcare", connectorcare.without_wages),
    Step("connectorcare-low-wages", "connectorcare", connectorcare.low_wages),
    Step("employer-wages", "employer", employer.wages),
    Step("employer-remainder", "employer", employer.remainder),
    Step("employer-high-deductible", "hdhp", employer.high_deductible),
)
