"""Puts a study together: taxes, budget, households, contracts of debt, care forgone, uncertainty and years.

Out: a mapping of plain values (schema cleanbill.finance/1), which `report` shows
and the command writes; the same bytes for what is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import partial
from typing import Any

from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.budget import PAYERS, reconciliation, scenario
from cleanbill.financing.paths import path
from cleanbill.financing.presets import preset, preset_names
from cleanbill.financing.reform import Base, Reform, base, reform
from cleanbill.financing.spending import health_spending
from cleanbill.financing.study.assumed import assumed
from cleanbill.financing.study.burden import burden, harm_rows
from cleanbill.financing.study.gains import households
from cleanbill.financing.taxes import Bill
from cleanbill.financing.uncertainty import MEASURES, measured, monte_carlo, ranges, tornado

SCHEMA = "cleanbill.finance/1"
TORNADO_OF = "gap_cents"
PLACE = "Massachusetts"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a study is of. `changes` are a scenario's changes by lever; `incidence` is of employers' money on wages.

    Households and years are told at the scale of taxes that closes the budget, or `at_bill_rates`.
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
    held = base(asked.year, asked.bill)
    told = reform(held, chosen)
    spending = health_spending(held.people)
    scale_bp = WHOLE_BP if asked.at_bill_rates or told.closing_bp is None else told.closing_bp
    return {
        "schema": SCHEMA,
        "year": asked.year,
        "bill": _bill(asked.bill),
        "changes": dict(asked.changes),
        "passed_to_wages": asked.incidence,
        "seed": asked.seed,
        "scale_bp": scale_bp,
        "people": round(held.people.people),
        **_budget(held, told),
        **_spread(held, asked),
        "path": [asdict(row) for row in path(held, chosen, asked.years, scale_bp=scale_bp, recession=asked.recession)],
        **households(held, chosen, spending, asked, scale_bp),
        **asdict(burden(held.people, spending, asked.years, asked.seed)),
        "harm": harm_rows(date(asked.year, 12, 31)),
        "assumptions": assumed(asked.year),
    }


def _bill(bill: Bill) -> dict[str, Any]:
    settings = [
        {"name": one.name, "description": one.description, "value": str(one.value), "changed": one.changed}
        for one in bill.assumed
    ]
    taxes = [{"name": tax.name, "paid_by": tax.paid_by, "words": tax.words, "source": tax.source} for tax in bill.taxes]
    return {"name": bill.name, "title": bill.title, "session": bill.session, "settings": settings, "taxes": taxes}


def _budget(held: Base, told: Reform) -> dict[str, Any]:
    made = told.budget
    return {
        "saving": str(made.saving),
        "net_cents": made.outcome.net_cents,
        "before_cents": made.outcome.before_cents,
        "gap_cents": made.gap_cents,
        "reserve_cents": made.reserve_cents,
        "uses_cents": made.uses_cents,
        "revenue_cents": made.revenue_cents,
        "unmet_cents": made.outcome.unmet_cents,
        "closing_bp": told.closing_bp,
        "warnings": [str(one) for one in told.warnings],
        "revenue": [asdict(line) for line in made.revenue],
        "uses": [asdict(line) for line in made.uses],
        "freed": [asdict(line) for line in made.freed],
        "contributions": [asdict(one) for one in made.outcome.contributions],
        "reconciliation": _reconciled(),
        "account": [
            {"service": service, "cents": cents}
            | {PAYERS[payer]: part for payer, part in zip(PAYERS, parts, strict=True)}
            for service, cents, parts in held.account.rows()
        ],
    }


def _reconciled() -> list[dict[str, Any]]:
    """From CHIA's total to each published total of the State, step by step."""
    studies = [one for one in map(preset, preset_names()) if one.place == PLACE]
    return [
        {"to": one.study} | asdict(step)
        for one in studies
        for step in reconciliation(one.account.total_cents, one.study, one.year)
    ]


def _spread(held: Base, asked: Asked) -> dict[str, Any]:
    one = partial(measured, held, own=asked.changes)
    over = [
        each
        for each in ranges()
        if each.path.partition(".")[2] not in asked.changes.get(each.path.partition(".")[0], {})
    ]
    return {
        "measures": MEASURES,
        "uncertainty": [asdict(row) for row in monte_carlo(one, over, asked.draws, asked.seed)],
        "tornado_of": TORNADO_OF,
        "tornado": [asdict(row) | {"width": row.width} for row in tornado(one, over, TORNADO_OF)],
    }
