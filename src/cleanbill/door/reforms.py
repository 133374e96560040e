"""Beside a study, from Python: one lever moved over a range, and published studies from their own assumptions.

In: a lever, or the name of a published study. Out: a `Result` of plain values, `value` or `figure` its main table.
The commands `finance sweep` and `finance presets` call these functions and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cleanbill.core.errors import Finding
from cleanbill.core.money import usd, usd_billions
from cleanbill.door.costing import changes_of
from cleanbill.door.families import NOTHING, Settings, as_csv, as_json, chosen_bill
from cleanbill.door.result import InMemory, Result, View
from cleanbill.financing import MEASURES, Replay, base, preset, replay, replays
from cleanbill.financing import sweep as swept
from cleanbill.financing.taxes import Bill

CALIBRATED = "calibrated: an input was chosen to meet the figure, so meeting it proves nothing."


def sweep(
    lever: str,
    *,
    low: int,
    high: int,
    steps: int = 11,
    bill: str | Path | Bill = "ma-194",
    settings: Settings = NOTHING,
    scenario: str | Path | Mapping[str, Any] = NOTHING,
    year: int = 2026,
) -> Result:
    """Moves `lever`, as "use.elasticity_bp", from `low` to `high` basis points in `steps` values, all else as it is.

    Raises BadInput for a lever that there is not, CleanbillError for steps that cannot be taken.
    """
    starting = base(year, chosen_bill(bill, settings))
    rows = swept(starting, lever, low=low, high=high, steps=steps, changes=changes_of(scenario))
    heads = (lever, *(name.replace("_cents", "").replace("_bp", " %") for name in MEASURES))
    shown = tuple((f"{row['value']:,}", *(_measure(name, row[name]) for name in MEASURES)) for row in rows)
    return _in_memory("sweep", "value", rows, summary={"values": rows}, view=View(f"{lever}, {year}", heads, shown))


def presets(name: str | None = None) -> Result:
    """Published studies replayed from their own assumptions, each figure beside what was published; or one of them.

    Raises CleanbillError for a study that does not ship.
    """
    replayed = (replay(preset(name)),) if name else replays()
    studies = [_replayed(study) for study in replayed]
    figures = [{"name": study["name"]} | figure for study in studies for figure in study["figures"]]
    warned = tuple(
        Finding(study.preset.name, None, None, str(warning).rstrip("."), "See the study's assumptions.")
        for study in replayed
        for warning in study.warnings
    )
    heads = ("study", "figure", "published", "replayed", "within", "")
    view = View("Published studies, replayed", heads, tuple(_figures(replayed)), CALIBRATED)
    return _in_memory("presets", "figure", figures, summary={"studies": studies}, view=view, findings=warned)


def _in_memory(
    what: str,
    name: str,
    rows: Sequence[Mapping[str, Any]],
    *,
    summary: Mapping[str, Any],
    view: View,
    findings: tuple[Finding, ...] = (),
) -> Result:
    """A result of one table, which writes it as CSV beside the summary."""

    def files() -> dict[str, str]:
        return {"summary.json": as_json(summary), f"{name}.csv": as_csv(rows)}

    stored = InMemory({name: rows}, name, files, ("summary.json", f"{name}.csv"))
    return Result(what, f"{view.title}.", summary, view, findings, stored)


def _measure(name: str, value: int) -> str:
    return usd(value, cents_shown=False) if name.endswith("_cents") else f"{value / 100:,.2f}"


def _replayed(study: Replay) -> dict[str, Any]:
    figures = [
        {
            "measure": figure.published.measure,
            "published": figure.published.value,
            "replayed": figure.replayed,
            "tolerance": figure.published.tolerance,
            "within": figure.within,
            "calibrated": figure.published.calibrated,
            "words": figure.published.words,
        }
        for figure in study.figures
    ]
    return {
        "name": study.preset.name,
        "study": study.preset.study,
        "figures": figures,
        "warnings": [str(warning) for warning in study.warnings],
        "sources": list(study.preset.sources),
    }


def _figures(replayed: Sequence[Replay]) -> list[tuple[str, ...]]:
    return [
        (
            study.preset.name if not number else "",
            figure.published.measure,
            *(_amount(figure.published.measure, value) for value in (figure.published.value, figure.replayed)),
            "yes" if figure.within else "no",
            "calibrated" if figure.published.calibrated else "",
        )
        for study in replayed
        for number, figure in enumerate(study.figures)
    ]


def _amount(measure: str, value: int) -> str:
    """Basis points as percent; cents as billions of dollars."""
    return f"{value / 100:,.1f} %" if measure.endswith("_bp") else usd_billions(value)
