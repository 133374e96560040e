"""What a study went by: every parameter of financing and its people, with its value, source and status."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from cleanbill import law

FOLDERS = ("single_payer/", "studies/", "states/ma/financing_bills/")
PARAMETERS = frozenset(
    {
        "states/ma/care_forgone", "states/ma/coverage", "states/ma/coverage_split", "states/ma/debt_on_reports",
        "states/ma/employer_pay", "states/ma/employer_premium", "states/ma/establishments",
        "states/ma/expenditures_apart", "states/ma/medical_debt_survey", "states/ma/payer_totals",
        "states/ma/population", "states/ma/population_growth", "states/ma/residence_spending",
        "states/ma/returns_by_agi", "states/ma/total_health_care_expenditures", "states/ma/uncompensated_care",
        "states/ma/wages_of_residents", "us/care_skipped", "us/cover_by_employer_size", "us/credit_reports",
        "us/debt_on_reports", "us/debt_price", "us/debt_response", "us/debt_runoff", "us/forgone_response",
        "us/harm_of_forgone_care", "us/income_growth", "us/liquid_by_age", "us/liquid_savings", "us/national_account",
        "us/part_b_premium", "us/payer_pattern", "us/poverty_guideline", "us/poverty_guideline_growth",
        "us/return_rule", "us/spending_trend",
        "us/federal_income_tax", "us/payroll_tax", "us/tax_threshold_growth", "us/qualified_dividends",
        "us/taxes_for_health", "us/medicare_income_related", "us/medicare_plan_premiums", "us/out_of_pocket_by_cover",
        "us/plan_terms", "us/what_ifs", "states/ma/income_tax", "states/ma/connectorcare_premium",
        "states/ma/private_cover", "states/ma/kinds_of_income", "us/income_by_agi", "us/population_by_age",
        "us/rand_experiment", "us/spending_scale",
    }
)  # fmt: skip


def assumed(year: int) -> list[dict[str, Any]]:
    """Facts and assumptions in force at the end of `year`, by path; what began later stands with its first value."""
    day = date(year, 12, 31)
    return [_row(each, day) for each in law.all_parameters() if _used(each.path)]


def _used(path: str) -> bool:
    return path in PARAMETERS or path.startswith(FOLDERS)


def _row(parameter: law.Parameter, day: date) -> dict[str, Any]:
    since = parameter.since(max(day, min(parameter.values)))
    value = parameter.values[since]
    return {
        "path": f"law/{parameter.path}",
        "description": " ".join(parameter.description.split()),
        "value": value if isinstance(value, str) else json.dumps(value, default=str),
        "unit": parameter.unit,
        "status": parameter.status,
        "since": since.isoformat(),
        "reference": [{"title": " ".join(one.title.split()), "link": one.link} for one in parameter.reference],
    }
