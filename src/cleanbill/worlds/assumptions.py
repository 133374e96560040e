"""What a run went by: every parameter and plan, with its value of the day, unit and source."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from cleanbill import law
from cleanbill.payer import Plan


def assumptions(plans: Iterable[Plan], *, today: date) -> list[dict[str, Any]]:
    """Parameters by path and plans by name, facts and assumptions alike."""
    in_force = [parameter for parameter in law.parameters_of("story") if min(parameter.values) <= today]
    parameters = [_parameter(parameter, today) for parameter in in_force]
    return parameters + [_plan(plan) for plan in plans]


def _parameter(parameter: law.Parameter, today: date) -> dict[str, Any]:
    since = parameter.since(today)
    return {
        "path": f"law/{parameter.path}",
        "description": " ".join(parameter.description.split()),
        "value": _words(parameter.values[since]),
        "unit": parameter.unit,
        "status": parameter.status,
        "since": since.isoformat(),
        "reference": [{"title": " ".join(r.title.split()), "link": r.link} for r in parameter.reference],
    }


def _plan(plan: Plan) -> dict[str, Any]:
    assumed = any(reference.get("status") == "assumption" for reference in plan.reference)
    return {
        "path": f"payer/plans/{plan.plan_id}",
        "description": plan.name,
        "value": f"prices of {plan.fee_basis}; terms in the plan's file",
        "unit": "cents, basis points",
        "status": "assumption" if assumed else "fact",
        "since": f"{plan.year}-01-01",
        "reference": [_reference(reference) for reference in plan.reference],
    }


def _reference(reference: Mapping[str, Any]) -> dict[str, Any]:
    return {"title": " ".join(str(reference["title"]).split()), "link": reference.get("link")}


def _words(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)
