"""Reads a user's table of the lines that a payer is sent.

File in, table `offered_line` out, without the columns of which nothing is known.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.care.intake import CLAIM_OPTIONAL, line_findings
from cleanbill.care.tables import ACTIONS, ClaimLine, OfferedLine
from cleanbill.core.errors import BadInput, Finding
from cleanbill.core.tables import columns
from cleanbill.engine import SOURCE_ROW, faulty_rows, read_numbered

REPLACEMENT, VOID = ACTIONS[1:]
FURTHER = tuple(name for name in columns(OfferedLine) if name not in columns(ClaimLine))
NOTES = "unknown"  # words for people; nothing goes by them
OFFERED_OPTIONAL = {**CLAIM_OPTIONAL, **dict.fromkeys(FURTHER)}


def read_offered(con: Any, path: Path, *, person: ir.Table | None = None) -> ir.Table:
    """The file as table `offered_line`, without those columns of `FURTHER` that are empty throughout.

    A file may lack what `read_claims` says and every column of `FURTHER`; a
    file with a column fee_cents may leave it empty. Raises BadInput.
    """
    lines = read_numbered(con, path, OfferedLine, optional=OFFERED_OPTIONAL)
    known = _known(con, lines)
    lines = lines.drop(*(name for name in FURTHER if name not in known))
    findings = [*line_findings(lines, path.name, person), *_paid_above(lines, path.name)]
    findings += _corrections(lines, path.name)
    if findings:
        raise BadInput(findings)
    return lines.drop(SOURCE_ROW)


def unresolved(lines: ir.Table) -> ir.Table:
    """claim_id of replacements and voids whose claim is not among `lines`."""
    acts = _acts(lines)
    return acts.anti_join(lines, acts.original_claim_id == lines.claim_id).select("claim_id").distinct()


def _known(con: Any, lines: ir.Table) -> set[str]:
    """Columns of `FURTHER` that hold anything; `action` and the claim it is of stand together."""
    counts = con.to_pyarrow(lines.aggregate(**{name: lines[name].count() for name in FURTHER})).to_pylist()[0]
    known = {name for name, count in counts.items() if count} - {NOTES}
    return known | {"original_claim_id"} if "action" in known else known - {"original_claim_id"}


def _acts(lines: ir.Table) -> ir.Table:
    return lines.filter(lines.action.isin([REPLACEMENT, VOID]))


def _paid_above(lines: ir.Table, file: str) -> list[Finding]:
    """Lines on which other payers paid more than the charge."""
    if "other_payer_cents" not in lines.columns:
        return []
    above = lines.filter(lines.other_payer_cents > lines.charge_cents)
    remedy = "Give what was paid on this line; leave the column empty where that is not known."
    return faulty_rows(above, file, "other_payer_cents", "is more than the charge", remedy)


def _corrections(lines: ir.Table, file: str) -> list[Finding]:
    """Corrections of another patient's claim, of themselves, or of a claim that is corrected already."""
    if "action" not in lines.columns:
        return []
    acts = _acts(lines)
    patients = lines.select(of_claim="claim_id", of_person="person_id").distinct()
    both = acts.inner_join(patients, acts.original_claim_id == patients.of_claim)
    mixed = lines.mutate(act=lines.action.fill_null("original")).group_by("claim_id")
    mixed = mixed.aggregate(low=ibis._.act.min(), high=ibis._.act.max())
    mixed = mixed.filter(mixed.low != mixed.high).select("claim_id")
    firsts = acts.group_by("original_claim_id").aggregate(first_act=acts.claim_id.min())
    again = acts.inner_join(firsts, "original_claim_id").filter(lambda pair: pair.claim_id != pair.first_act)
    name, remedy = "original_claim_id", "Name the claim of this patient that it replaces or voids."
    later = "Let a later correction name the earlier one, not what that one corrected."
    return [
        *faulty_rows(both.filter(both.of_person != both.person_id), file, name, "is another patient's claim", remedy),
        *faulty_rows(both.filter(both.of_claim == both.claim_id), file, name, "is the claim itself", remedy),
        *faulty_rows(again, file, name, "is corrected by another claim too", later),
        *faulty_rows(
            lines.semi_join(mixed, "claim_id"), file, "action", "is not the same on all lines of the claim",
            "Give a claim's lines one action.",
        ),
    ]  # fmt: skip
