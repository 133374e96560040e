"""A study of one bill in one year, as plain values: budget, households, debt, care forgone, uncertainty.

In: what was `Asked`: bill, year, levers. Out: one dictionary, from which summary.json, the page and a CSV of each
table are written, with every parameter that it rests on.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import partial
from typing import Any

from cleanbill import law
from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.budget import PAYERS, Scenario, reconciliation, scenario
from cleanbill.financing.forgone import forgone, harm, patient_shares
from cleanbill.financing.households import ColumnRow, choices_of, flat, household_results, left_out, residents
from cleanbill.financing.medical_debt import (
    debt_bands,
    debt_checks,
    debt_flow,
    debt_path,
    equal_years,
    means_of_survey,
    old_debt,
)
from cleanbill.financing.presets import preset, preset_names
from cleanbill.financing.reform import Base, Reform, base, path, reform
from cleanbill.financing.spending import Spending, checks, health_spending
from cleanbill.financing.taxes import Bill
from cleanbill.financing.uncertainty import MEASURES, measured, monte_carlo, ranges, tornado
from cleanbill.law import Parameter
from cleanbill.people.population import Population

# What a study went by: every parameter of financing and its people, with its value, source and status.


SHARED = (  # of the story of a bill, which a study goes by too
    "states/ma/coverage", "states/ma/coverage_split", "states/ma/cover_limits", "states/ma/population",
    "us/debt_price", "us/income_growth", "us/poverty_guideline", "us/spending_trend",
)  # fmt: skip


def assumed(year: int) -> list[dict[str, Any]]:
    """Facts and assumptions in force at the end of `year`, by path; what began later stands with its first value."""
    day = date(year, 12, 31)
    parameters = {
        parameter.path: parameter for parameter in (*law.parameters_of("financing"), *map(law.parameter, SHARED))
    }
    return [_row(parameters[path], day) for path in sorted(parameters)]


def _row(parameter: Parameter, day: date) -> dict[str, Any]:
    since = parameter.since(max(day, min(parameter.values)))
    value = parameter.values[since]
    return {
        "path": f"law/{parameter.path}",
        "description": " ".join(parameter.description.split()),
        "value": value if isinstance(value, str) else json.dumps(value, default=str),
        "unit": parameter.unit,
        "status": parameter.status,
        "since": since.isoformat(),
        "reference": [
            {"title": " ".join(reference.title.split()), "link": reference.link} for reference in parameter.reference
        ],
    }


# Debt and care forgone today, and what a reform does to them, as rows of plain values.


DRAWN_YEARS = 32  # of each person, of equal chance, for families' debt


@dataclass(frozen=True, slots=True)
class Burden:
    """What people owe and go without, as rows."""

    debt: list[dict[str, Any]]
    debt_checks: list[dict[str, Any]]
    debt_path: list[dict[str, Any]]
    debt_path_today: list[dict[str, Any]]
    old_debt: list[dict[str, Any]]
    forgone: list[dict[str, Any]]
    forgone_kinds: list[dict[str, Any]]
    forgone_checks: list[dict[str, Any]]
    spending_checks: list[dict[str, Any]]


def burden(people: Population, spending: Spending, years: int, seed: int) -> Burden:
    """The burden of `people` whose care costs `spending`, with nothing due from that year on, over `years`."""
    by_kind = spending.by("out_of_pocket")
    drawn = equal_years(spending.draws.out_of_pocket, spending.draws.weight, seed=seed, draws=DRAWN_YEARS)
    means = means_of_survey(people, drawn, by_kind=by_kind)
    flow = debt_flow(people, drawn, means, by_kind)
    free = debt_path(flow, years, free_care_from=people.year)
    without = forgone(people, patient_shares(by_kind, spending.allowed))
    return Burden(
        debt=_rows(debt_bands(people, flow)),
        debt_checks=_rows(debt_checks(flow)),
        debt_path=[_without_book(row) for row in free],
        debt_path_today=[_without_book(row) for row in debt_path(flow, years)],
        old_debt=_rows(old_debt(free)),
        forgone=_rows(without.groups),
        forgone_kinds=_rows(without.kinds),
        forgone_checks=_rows(without.checks),
        spending_checks=_rows(checks(people, spending)),
    )


def harm_rows(day: date) -> list[dict[str, Any]]:
    """What studies found on going without care, and what they do not show."""
    return _rows(harm(day))


def _rows(found: Any) -> list[dict[str, Any]]:
    return [_plain(asdict(row)) for row in found]


def _without_book(row: Any) -> dict[str, Any]:
    fields = _plain(asdict(row))
    del fields["book"]
    return fields


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Numbers of numpy as Python's, floats to four places."""
    return {key: _value(value) for key, value in row.items()}


def _value(value: Any) -> Any:
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, float):
        return round(plain, 4)
    if isinstance(plain, dict):
        return _plain(plain)
    if isinstance(plain, list | tuple):
        return [_plain(value) if isinstance(value, dict) else _value(value) for value in plain]
    return plain


# Puts a study together: taxes, budget, households, contracts of debt, care forgone, uncertainty and years.
#
# Out: a mapping of plain values (schema cleanbill.finance/1), which `report` shows
# and the command writes; the same bytes for what is asked.


SCHEMA = "cleanbill.finance/1"
TORNADO_OF = "gap_cents"
PLACE = "Massachusetts"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a study is of. `changes` are a scenario's changes by lever; `incidence` is of employers' money on wages.

    Households and years are given at the scale of taxes that closes the budget, or `at_bill_rates`.
    """

    bill: Bill
    year: int = 2026
    changes: Mapping[str, Any] = field(default_factory=dict)
    incidence: float = 0.5
    threshold_cents: int = 0
    seed: int = 1
    draws: int = 1_000
    years: int = 10
    recession: int | None = None
    at_bill_rates: bool = False


def study(asked: Asked) -> dict[str, Any]:
    """The study, whose tables are lists of rows. Raises BadInput and CleanbillError."""
    chosen = scenario(asked.changes)
    starting = base(asked.year, asked.bill)
    result = reform(starting, chosen)
    spending = health_spending(starting.people)
    scale_bp = WHOLE_BP if asked.at_bill_rates or result.closing_bp is None else result.closing_bp
    return {
        "schema": SCHEMA,
        "year": asked.year,
        "bill": _bill(asked.bill),
        "changes": dict(asked.changes),
        "passed_to_wages": asked.incidence,
        "seed": asked.seed,
        "scale_bp": scale_bp,
        "people": round(starting.people.people),
        **_budget(starting, result),
        **_spread(starting, asked),
        "path": [
            asdict(row) for row in path(starting, chosen, asked.years, scale_bp=scale_bp, recession=asked.recession)
        ],
        **households(starting, chosen, spending, asked, scale_bp),
        **asdict(burden(starting.people, spending, asked.years, asked.seed)),
        "harm": harm_rows(date(asked.year, 12, 31)),
        "assumptions": assumed(asked.year),
    }


def _bill(bill: Bill) -> dict[str, Any]:
    settings = [
        {
            "name": assumption.name,
            "description": assumption.description,
            "value": str(assumption.value),
            "changed": assumption.changed,
        }
        for assumption in bill.assumed
    ]
    taxes = [{"name": tax.name, "paid_by": tax.paid_by, "words": tax.words, "source": tax.source} for tax in bill.taxes]
    named = {"name": bill.name, **bill.own_source, "title": bill.title, "session": bill.session}
    return named | {"settings": settings, "taxes": taxes}


def _budget(starting: Base, result: Reform) -> dict[str, Any]:
    made = result.budget
    return {
        "saving": str(made.saving),
        "net_cents": made.outcome.net_cents,
        "before_cents": made.outcome.before_cents,
        "gap_cents": made.gap_cents,
        "reserve_cents": made.reserve_cents,
        "uses_cents": made.uses_cents,
        "revenue_cents": made.revenue_cents,
        "unmet_cents": made.outcome.unmet_cents,
        "closing_bp": result.closing_bp,
        "warnings": [str(warning) for warning in result.warnings],
        "revenue": [asdict(line) for line in made.revenue],
        "uses": [asdict(line) for line in made.uses],
        "freed": [asdict(line) for line in made.freed],
        "contributions": [asdict(contribution) for contribution in made.outcome.contributions],
        "reconciliation": _reconciled(),
        "account": [
            {"service": service, "cents": cents}
            | {PAYERS[payer]: part for payer, part in zip(PAYERS, parts, strict=True)}
            for service, cents, parts in starting.account.rows()
        ],
    }


def _reconciled() -> list[dict[str, Any]]:
    """From CHIA's total to each published total of the State, step by step."""
    studies = [study for study in map(preset, preset_names()) if study.place == PLACE]
    return [
        {"to": study.study} | asdict(step)
        for study in studies
        for step in reconciliation(study.account.total_cents, study.study, study.year)
    ]


def _spread(starting: Base, asked: Asked) -> dict[str, Any]:
    measure = partial(measured, starting, chosen=asked.changes)
    over = [
        parameter_range
        for parameter_range in ranges()
        if parameter_range.path.partition(".")[2] not in asked.changes.get(parameter_range.path.partition(".")[0], {})
    ]
    return {
        "measures": MEASURES,
        "uncertainty": [asdict(row) for row in monte_carlo(measure, over, asked.draws, asked.seed)],
        "tornado_of": TORNADO_OF,
        "tornado": [asdict(row) | {"width": row.width} for row in tornado(measure, over, TORNADO_OF)],
    }


# Every household before and after, at the scale of taxes of a study and at the bill's own rates, as plain rows.


def households(base: Base, chosen: Scenario, spending: Spending, asked: Asked, scale_bp: int) -> dict[str, Any]:
    """Tables of groups, who pays more, columns, published claims and incidence; `..._at_rates` at the bill's own."""
    everyone = residents(base.people, spending, seed=asked.seed)
    choice = choices_of(chosen, round(asked.incidence * WHOLE_BP))
    left = left_out(spending, chosen)
    found: dict[str, Any] = {}
    for name, bp in (("", scale_bp), ("_at_rates", WHOLE_BP)):
        all_of = household_results(
            everyone, base.bill, choice, rate_scale=bp / WHOLE_BP, left=left, threshold_cents=asked.threshold_cents
        )
        found |= {
            f"households{name}": [flat(row) for row in all_of.households],
            f"claims{name}": [flat(row) for row in all_of.claims],
            f"incidence{name}": [flat(row) for row in all_of.incidence],
        }
        if not name:
            found |= {
                "payers_of_more": [flat(row) for row in all_of.payers_of_more],
                "household_totals": [_column(row) for row in all_of.columns],
                "columns_by_income": [_column(row) for row in all_of.columns_by_income],
            }
    return found


def _column(row: ColumnRow) -> dict[str, Any]:
    """In whole cents: rows add up to the total but for a cent or two."""
    return {
        "group": row.group,
        "column": row.column,
        "before_cents": row.before_cents,
        "after_cents": row.after_cents,
    }


# A study's tables as CSV: one file a table, whole cents and basis points, in the order of the study.


TABLES: tuple[str, ...] = (
    "revenue", "uses", "freed", "contributions", "reconciliation", "account", "households",
    "households_at_rates", "payers_of_more", "household_totals", "columns_by_income", "claims", "claims_at_rates",
    "incidence", "incidence_at_rates",
    "uncertainty", "tornado", "path", "debt", "debt_checks", "debt_path", "debt_path_today", "old_debt", "forgone",
    "forgone_kinds", "forgone_checks", "spending_checks", "harm", "assumptions",
)  # fmt: skip


def tables_of(study: Mapping[str, Any]) -> dict[str, str]:
    """Text of each CSV by name; tables that the study does not have are left out."""
    return {f"{name}.csv": _csv(study[name]) for name in TABLES if study.get(name)}


def _csv(rows: list[dict[str, Any]]) -> str:
    columns = list(dict.fromkeys(key for row in rows for key in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
    return text.getvalue()


def _cell(value: Any) -> Any:
    """Lists and mappings as JSON; all else as it is."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list | tuple) else value
