"""What happened on a run, in plain sentences made of its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cleanbill.report.money_words import short_usd
from cleanbill.report.small_cells import people
from cleanbill.report.summary import check

PLANS = {
    "employer": "Employer plan",
    "hdhp": "High-deductible plan",
    "connectorcare": "ConnectorCare",
    "medicare": "Original Medicare",
    "medicare-supplement": "Medicare with a supplement",
    "masshealth": "MassHealth",
    "medicare-masshealth": "Medicare and MassHealth",
    "none": "No cover",
    "single-payer": "Single payer",
}


def sentence(summary: Mapping[str, Any]) -> str:
    """One sentence of what happened; CleanbillError where the summary lacks a key it needs."""
    check(summary)
    today, relief, single = (summary["worlds"][world] for world in ("today", "relief", "single-payer"))
    billed = (
        f"Of {short_usd(today['charge_cents'])} billed for {counted(summary['people'])}, "
        f"patients were asked for {short_usd(today['patient_share_cents'])}"
    )
    if today["debt_cents"]:
        billed += f" and {counted(today['people_in_debt'])} ended with {short_usd(today['debt_cents'])} of debt"
    return f"{billed}; {_fund(relief)}; {_single(single)}."


def counted(count: int) -> str:
    """People with their noun: "1,204 people", "under 11 people", "no one"."""
    return f"{people(count)} people" if count else "no one"


def plan(plan_id: str) -> str:
    """A plan's name for people; an unknown id is its own name."""
    return PLANS.get(plan_id, plan_id)


def _fund(relief: Mapping[str, Any]) -> str:
    if not relief["abolished_cents"]:
        return "a fund abolished no debt"
    spent, abolished = short_usd(relief["spent_cents"]), short_usd(relief["abolished_cents"])
    return f"a fund abolished {abolished} of debt with {spent}"


def _single(single: Mapping[str, Any]) -> str:
    if not single["patient_share_cents"]:
        return "under single payer no one would have been asked for anything"
    return f"under single payer patients would have been asked for {short_usd(single['patient_share_cents'])}"
