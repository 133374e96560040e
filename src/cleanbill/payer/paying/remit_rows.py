"""A payee's lines of a run as the rows that the 835's writer takes, in Python: the edge of the table world.

A version that is taken back comes with every amount negated. Where its lines
are not known it is told as a whole: the reasons it had then are not known
either, and one stands for them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cleanbill.payer.remit import reversal

# Our choice, to be changed here: CARC 129, prior processing information appears incorrect, which must have a remark
# (sluice-sites.pages.dev/oa/129), and MA67, correction to a prior claim, a remark that is no alert (Medi-Cal's RAD
# correlation table, 500 to 599). OA, for nobody bears what is only undone.
UNTOLD = {"group": "OA", "carc": "129", "rarc": "MA67"}


def told_rows(lines: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows for `remittance`: provider_id is the payee; a line without a code has its claim told as a whole."""
    rows: list[dict[str, Any]] = []
    for line in lines:
        row = _row(line)
        rows += reversal([row]) if line["step"] == "reversal" else [row]
    return rows


def _row(line: Mapping[str, Any]) -> dict[str, Any]:
    """A row; what the writer does not read is left out."""
    unknown = line["line"] == 0
    given = line["adjustments"] or []
    left = line["charge_cents"] - line["plan_paid_cents"]
    if unknown and left:
        given = [{**UNTOLD, "cents": left}]
    return {
        **line,
        "provider_id": line["payee_id"],
        "whole": unknown or not line["code_system"],
        "modifiers": (line["modifiers"] or "").replace(",", " ").replace(":", " ").split(),
        "adjustments": sorted(given, key=lambda one: (one["group"], one["carc"], one["rarc"] or "", one["cents"])),
    }
