"""Settling from Python: the same claims under several plans, side by side, with a reason for every cent.

In: claim lines and members, and perhaps residents, fee schedules, edits, balances, an earlier result.
Out: a `Result` with settled_line, unsettled_line, adjustment, compared_claim and balance (docs/settling.md).
The command `settle` calls `settle` and nothing else, those of `fees` call `load_fee_files` and `check_fees`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from cleanbill.care.fees import Agreement, LoadedFees, Period, check_published, load_fees, open_schedules
from cleanbill.core.errors import CleanbillError, Finding
from cleanbill.core.money import usd
from cleanbill.core.process import seldom_looked_for
from cleanbill.door.result import Files, Result, View
from cleanbill.door.tables_in import HandedOver, Scratch, Table
from cleanbill.engine import connect
from cleanbill.law import as_day
from cleanbill.payer import OUTPUT, Method, Options, Plan, PlanSource, plan, plan_ids, side_by_side
from cleanbill.payer import Files as Brought
from cleanbill.payer.edits import CodeTables, code_tables, read_pairs, read_unit_limits

ROWS = (
    ("billed", "charge_cents"),
    ("written down", "contractual_cents"),
    ("plan pays", "plan_paid_cents"),
    ("other payers", "other_payer_cents"),
    ("patients pay", "patient_share_cents"),
    ("other", "other_cents"),
    ("waiting for a price", "pended_cents"),
    ("replaced", "replaced_cents"),
    ("voided", "voided_cents"),
)
COUNTED = ("denied", "pended", "replaced", "voided")
METHODS: Mapping[str, Method] = {"standard": "standard", "non-duplication": "non-duplication"}


@dataclass(frozen=True, slots=True)
class Fees:
    """Fee schedules that `cleanbill fees load` wrote, and where the providers stand that they price for."""

    folder: Path
    sites: Table


@dataclass(frozen=True, slots=True)
class Edits:
    """The tables of codes that lines are checked by before they are paid; None: those that ship."""

    tables: CodeTables | None = None


def shipped_plans(on: date) -> tuple[Plan, ...]:
    """Every plan that ships, with its terms of the day."""
    return tuple(plan(name, on) for name in plan_ids())


def fees(folder: str | Path, *, sites: Table) -> Fees:
    """Fee schedules of a folder; `sites` is a table of provider_id with zip or county_fips."""
    return Fees(Path(folder), sites)


def load_fee_files(
    files: Sequence[Path], out: Path, *, start: str | None = None, end: str | None = None
) -> Sequence[LoadedFees]:
    """Loads fee files, known by their content, into a folder of dated tables: all of them, or none.

    `start` and `end` are the days, like 2025-12-31, of files that do not say. Raises BadInput with every fault.
    """
    return load_fees(files, out, stated=_period(start, end))


def _period(start: str | None, end: str | None) -> Period | None:
    if start is None and end is None:
        return None
    if start is None or end is None:
        raise CleanbillError("Give both --start and --end, or neither.")
    try:
        return Period(date.fromisoformat(start), date.fromisoformat(end))
    except ValueError:
        raise CleanbillError("--start and --end are days. Write them like 2025-12-31.") from None


def check_fees(folder: Path) -> Agreement:
    """Prices of a folder's schedules beside those that CMS published (PFREV), and how many are equal to the cent."""
    return check_published(connect(), open_schedules(folder))


def edits(
    *, pairs: str | Path | None = None, units: str | Path | None = None, units_since: date | str | None = None
) -> Edits:
    """Checks of lines before they are paid, by the small tables that ship, or by CMS's own in their place.

    `pairs` is CMS's procedure-to-procedure file (text), `units` its medically unlikely edits (CSV), which are in
    force from `units_since`, the first day of their quarter. Raises BadInput for a file without codes.
    """
    if pairs is None and units is None:
        return Edits()
    if (units is None) != (units_since is None):
        raise CleanbillError('A file of units needs the first day of its quarter: units_since="2026-01-01".')
    tables = code_tables()
    if pairs is not None:
        tables = replace(tables, pairs=read_pairs(_file(pairs)))
    if units is not None and units_since is not None:
        tables = replace(tables, units=read_unit_limits(_file(units), as_day(units_since, "units_since")))
    return Edits(tables)


def _file(path: str | Path) -> Path:
    if not Path(path).is_file():
        raise CleanbillError(f"There is no file {path}. Give the text file that CMS publishes, unpacked.")
    return Path(path)


def settle(
    claims: Table,
    members: Table,
    *,
    plans: Sequence[PlanSource],
    people: Table | None = None,
    edits: Edits | None = None,
    fees: Fees | None = None,
    secondary: str | None = None,
    coordination: str = "standard",
    opening: Table | None = None,
    earlier: Result | str | Path | None = None,
    resettle: bool = False,
    out: str | Path | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Result:
    """Settles the same claims under each of `plans`; the first is the one that others are compared with.

    `secondary` pays after each, by `coordination` "standard" or "non-duplication". `opening` are limits used before;
    with `earlier` only families whose claims changed are settled, or all of them to `resettle`. Without `out` the
    tables stand in a folder that goes with the result. Raises BadInput with every fault of the tables.

    >>> lines = {"claim_id": ["K1"], "line": [1], "person_id": ["A"], "service_date": ["2025-03-01"],
    ...          "benefit": ["office"], "charge_cents": [20000], "fee_cents": [12000]}
    >>> found = settle(lines, {"person_id": ["A"], "family_id": ["F"]}, plans=["single-payer", "none"])
    >>> {row["plan_id"]: row["patient_share_cents"] for row in found.table("settled_line").to_pylist()}
    {'none': 12000, 'single-payer': 0}
    """
    if isinstance(plans, str | Path):
        raise CleanbillError(f'plans is one name. Give a list: plans=["{plans}"].')
    handed = HandedOver()
    tables = {"claims": claims, "members": members, "people": people, "opening": opening}
    loaded = _brought(handed, tables, fees, earlier)
    options = Options(edits is not None, secondary, _method(coordination), resettle, edits.tables if edits else None)
    scratch = Scratch() if out is None else None
    folder = Path(out) if scratch is None else scratch.path / "result"  # type: ignore[arg-type]
    with seldom_looked_for(), handed.in_own_names():
        summary = side_by_side(loaded, list(plans), folder, options=options, progress=progress or (lambda *_: None))
    files = Files(folder, tuple(summary["tables"]), "compared_claim", OUTPUT, scratch=scratch)
    view = _view(summary)
    return Result("settle", f"{view.title}.", summary, view, _findings(summary), files)


def _brought(
    handed: HandedOver, tables: dict[str, Table | None], fees: Fees | None, earlier: Result | str | Path | None
) -> Brought:
    """The files of all tables, of fees and of the earlier result."""
    paths = handed.paths(tables | {"sites": fees.sites if fees else None})
    before = earlier.stored.folder if isinstance(earlier, Result) and isinstance(earlier.stored, Files) else earlier
    return Brought(
        fees=fees.folder if fees else None,
        before=None if before is None else Path(before),  # type: ignore[arg-type]
        **paths,  # type: ignore[arg-type]
    )


def _method(coordination: str) -> Method:
    if coordination not in METHODS:
        raise CleanbillError(f"coordination {coordination} is not known. It is {' or '.join(METHODS)}.")
    return METHODS[coordination]


def _view(summary: Mapping[str, Any]) -> View:
    """Each plan's cents and claims, side by side; a row that is nothing under each plan is left out."""
    plans = summary["plans"]
    money = [(word, *(usd(plan.get(key, 0)) for plan in plans.values()))
             for word, key in ROWS if any(plan.get(key) for plan in plans.values())]  # fmt: skip
    counts = [(f"claims {word}", *(f"{plan[f'claims_{word}']:,}" for plan in plans.values()))
              for word in COUNTED if any(plan[f"claims_{word}"] for plan in plans.values())]  # fmt: skip
    title = f"{plans[summary['first']]['claims']:,} claims under {len(plans)} plan{'s' if len(plans) > 1 else ''}"
    return View(title, ("", *plans), (*money, *counts))


def _findings(summary: Mapping[str, Any]) -> tuple[Finding, ...]:
    found = [
        Finding("summary.json", None, None, f"law {law['law']} did not hold", "Do not use this result.", law["broken"])
        for law in summary["laws"]
        if law["broken"]
    ]
    if unknown := summary.get("corrections_of_unknown_claims"):
        problem = "corrects a claim that is not in the table"
        found.append(Finding("claims", None, "action", problem, "Nothing is taken back.", unknown))
    return tuple(found)
