"""What happened on a run, in plain sentences made of its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cleanbill.report.hidden import hidden
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
    worlds, kept = summary["worlds"], hidden(summary)
    today, single = worlds["today"], worlds["single-payer"]
    charge, asked = _money(today, "charge_cents", kept["today"]), _money(today, "patient_share_cents", kept["today"])
    billed = f"Of {charge} billed for {counted(summary['people'])}, patients were asked for {asked}"
    if today["debt_cents"]:
        debt = "debt" if "debt_cents" in kept["today"] else f"{short_usd(today['debt_cents'])} of debt"
        billed += f" and {counted(today['people_in_debt'])} ended with {debt}"
        billed += " (how much is withheld)" if debt == "debt" else ""
    return f"{billed}; {_fund(worlds['relief'], kept['relief'])}; {_single(single, kept['single-payer'])}."


def counted(count: int) -> str:
    """People with their noun: "1,204 people", "under 11 people", "no one"."""
    return f"{people(count)} people" if count else "no one"


def plan(plan_id: str) -> str:
    """A plan's name for people; an unknown id is its own name."""
    return PLANS.get(plan_id, plan_id)


def _money(numbers: Mapping[str, Any], key: str, kept: frozenset[str]) -> str:
    return "a withheld amount" if key in kept else short_usd(numbers[key])


def _fund(relief: Mapping[str, Any], kept: frozenset[str]) -> str:
    if not relief["abolished_cents"]:
        return "a fund abolished no debt"
    if "abolished_cents" in kept:
        return "a fund abolished some debt (how much is withheld)"
    spent, abolished = short_usd(relief["spent_cents"]), short_usd(relief["abolished_cents"])
    return f"a fund abolished {abolished} of debt with {spent}"


def _single(single: Mapping[str, Any], kept: frozenset[str]) -> str:
    if not single["patient_share_cents"]:
        return "under single payer no one would have been asked for anything"
    return f"under single payer patients would have been asked for {_money(single, 'patient_share_cents', kept)}"
