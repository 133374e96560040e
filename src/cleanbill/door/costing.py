"""The whole study of a bill from Python: taxes, the budget they must pay for, and who pays more or less.

In: a bill by name, file or object, and levers that differ. Out: a `Result` with the tables of docs/financing.md.
The command `finance run` calls `study` and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cleanbill.core.errors import Finding
from cleanbill.core.money import usd
from cleanbill.core.tables import read_mapping
from cleanbill.door.families import NOTHING, Settings, as_json, chosen_bill, part_of_wages
from cleanbill.door.result import InMemory, Result, View
from cleanbill.financing import TABLES, Asked, tables_of
from cleanbill.financing import study as studied
from cleanbill.financing.budget import scenario as levers_of
from cleanbill.financing.taxes import Bill
from cleanbill.report.finance import finance_page

OUTPUT = ("summary.json", "report.html", *(f"{name}.csv" for name in TABLES))


def study(
    *,
    bill: str | Path | Bill = "ma-194",
    settings: Settings = NOTHING,
    scenario: str | Path | Mapping[str, Any] = NOTHING,
    year: int = 2026,
    seed: int = 1,
    draws: int = 1_000,
    years: int = 10,
    recession: int | None = None,
    incidence: float = 0.5,
    at_bill_rates: bool = False,
) -> Result:
    """What `bill` costs whom in `year`: taxes on the people of Massachusetts, the budget, who pays more or less.

    `settings` fills what the bill leaves open, `scenario` are levers that differ, as a mapping or a YAML file.
    `draws` over published ranges are 20 or more, `years` of the path end in 2035. A study takes some ten seconds.
    Raises BadInput with every fault of the bill and the scenario, CleanbillError.
    """
    result = studied(
        Asked(
            bill=chosen_bill(bill, settings), year=year, changes=changes_of(scenario), seed=seed,
            incidence=part_of_wages(incidence), draws=draws, years=years, recession=recession,
            at_bill_rates=at_bill_rates,
        )
    )  # fmt: skip

    def files() -> dict[str, str]:
        return {"summary.json": as_json(result), "report.html": finance_page(result), **tables_of(result)}

    stored = InMemory({name: result[name] for name in TABLES if result.get(name)}, "revenue", files, OUTPUT)
    warned = tuple(
        Finding("study", None, None, str(warning).rstrip("."), "See the budget.") for warning in result["warnings"]
    )
    return Result("study", result["saving"], result, _budget(result), warned, stored)


def changes_of(changes: str | Path | Mapping[str, Any]) -> dict[str, Any]:
    """Levers that differ, of a mapping or a YAML file, checked. Raises BadInput with every fault."""
    file = "scenario"
    if isinstance(changes, str | Path):
        file = Path(changes).name
        changes = read_mapping(Path(changes), "Write levers as {use: {elasticity_bp: -1000}}.")
    levers_of(changes, file)
    return dict(changes)


def _budget(summary: Mapping[str, Any]) -> View:
    rows: list[tuple[str, str]] = []
    for name in ("revenue", "uses"):
        rows.append((name, usd(summary[f"{name}_cents"], cents_shown=False)))
        rows += [(f"  {line['kind']}: {line['name']}", usd(line["cents"], cents_shown=False)) for line in summary[name]]
    rows.append(("reserve", usd(summary["reserve_cents"], cents_shown=False)))
    rows.append(("gap", usd(summary["gap_cents"], cents_shown=False)))
    return View(f"{summary['bill']['title']}, the Trust's year {summary['year']}", ("", "dollars"), tuple(rows))
