"""A statement on paper: what was billed, what the plan paid, what you were asked for and why.

In: the dictionary of one person's statement (schema cleanbill.statement/1).
Out: a PDF by Typst, with the same bytes for the same statement, and its
fonts from the package alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from importlib import resources
from typing import Any

from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import usd
from cleanbill.core.optional import needs
from cleanbill.report.privacy import plan

SCHEMA = "cleanbill.statement/1"
CARE = {
    "office": "Office visit", "outpatient": "Hospital outpatient care", "emergency": "Emergency room",
    "inpatient": "Hospital stay", "dental": "Dental care", "home_health": "Care at home",
    "drugs": "Prescription drugs", "equipment": "Medical equipment",
}  # fmt: skip
WHY = {
    "deductible": "{} goes to your deductible, the part of a year's bills that you pay before the plan does.",
    "coinsurance": "{} is your coinsurance, your part of the price after the deductible.",
    "copay": "{} is your copay, a fixed amount for this kind of care.",
    "not_covered": "{} is the whole price: your cover does not pay for this.",
}


def statement_pdf(statement: Mapping[str, Any]) -> bytes:
    """The statement as a PDF; CleanbillError where it is not a statement."""
    if statement.get("schema") != SCHEMA:
        raise CleanbillError(f"This is not a statement: its schema is {statement.get('schema')!r}, not {SCHEMA!r}.")
    with needs("typst", "A statement on paper"):
        import typst  # noqa: PLC0415 (optional)
    day = date.fromisoformat(statement["today"])
    pdf: bytes = typst.compile(
        resources.files("cleanbill.report").joinpath("templates", "statement.typ").read_bytes(),
        sys_inputs={"statement": json.dumps(words(statement))},
        ignore_system_fonts=True,
        timestamp=int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()),
    )
    return pdf


def words(statement: Mapping[str, Any]) -> dict[str, Any]:
    """The statement with amounts as dollars and reasons as sentences, ready to print."""
    totals = statement["totals"]
    return {
        "person": statement["person_id"],
        "today": _day(statement["today"]),
        "totals": {name.removesuffix("_cents"): usd(cents) for name, cents in totals.items()},
        "asked": totals["owed_cents"] > 0,
        "claims": [_claim(claim) for claim in statement["claims"]],
    }


def _claim(claim: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "care": CARE.get(claim["benefit"], claim["benefit"]),
        "day": _day(claim["service_date"]),
        "provider": claim["provider"] or "",
        "plan": plan(claim["plan_id"]),
        "number": claim["claim_id"],
        "billed": usd(claim["charge_cents"]),
        "written_down": usd(claim["written_down_cents"]),
        "paid": usd(claim["plan_paid_cents"]),
        "owed": usd(claim["owed_cents"]),
        "why": [WHY[name].format(usd(cents)) for name, cents in claim["why"].items()] or ["Nothing is left to you."],
        "single": usd(claim["single_payer"]["owed_cents"]),
    }


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day:%B} {day.day}, {day.year}"
