"""Whether a settled result is the one that a run paid, and whether an 835 can say it: findings, or none.

No finding quotes a claim: it counts, and gives the row of the registry.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import ibis
import ibis.expr.types as ir

from cleanbill.core.errors import Finding
from cleanbill.engine import faulty_rows, whole
from cleanbill.payer.paying.remit_lines import KEY
from cleanbill.payer.remit.rows import QUALIFIERS, STAY

REGISTRY = "payment.parquet"
OTHER_VERSION = "Give the result of cleanbill settle that was paid, and its plan."
MOST_OF_A_NUMBER = 38  # characters of CLP01 in 5010 X221A1


def version_findings(paid: ir.Table, now: ir.Table, before: ir.Table | None) -> list[Finding]:
    """Where sums of the registry and of the settled lines differ; `paid` has source_row."""
    forward, back = paid.filter(paid.step == "payment"), paid.filter(paid.step == "reversal")
    beside = forward.left_join(_sums(now), forward.payable_id == _sums(now).claim_id)
    # a void of a later version has no line, and its reversal is told; a first version of nothing is a denied claim
    void = beside.paid_cents.isnull() & (beside.amount_cents == 0) & (beside.version > 1)
    off = beside.filter(~void & (ibis.coalesce(beside.paid_cents, -1) != beside.amount_cents))
    found = faulty_rows(
        off, REGISTRY, "amount_cents", "is not what the settled lines of the claim add up to", OTHER_VERSION
    )
    if before is not None:
        old = _sums(before)
        gone = back.inner_join(old, back.payable_id == old.claim_id)
        off = gone.filter(gone.paid_cents != -gone.amount_cents)
        problem = "is not what the lines of the version before add up to"
        found += faulty_rows(
            off, REGISTRY, "amount_cents", problem, "Give the result that was paid then with --before."
        )
    return found


def line_findings(lines: ir.Table, settled: Path, services: Path | None) -> Iterator[Finding]:
    """Where a line of a run cannot be told: `lines` as `remitted_lines` gives them, from a settled result."""
    flat = lines.mutate(one=lines.adjustments.unnest())
    reasons = flat.group_by("step", *KEY).aggregate(given=whole(flat.one["cents"].sum()))
    both = lines.left_join(reasons, ["step", *KEY])
    off = both.charge_cents - both.plan_paid_cents - ibis.coalesce(both.given, 0)
    of_lines = both.filter((both.line > 0) & (off != 0))
    problem = "has lines whose reasons are not the charge less what is paid"
    yield from faulty_rows(of_lines, str(settled / "adjustment.parquet"), "cents", problem, "Settle them anew.")
    long = lines.filter((lines.claim_id.length() > MOST_OF_A_NUMBER) | lines.claim_id.re_search(r"[*:^~\r\n]"))
    problem = f"is longer than the {MOST_OF_A_NUMBER} characters of CLP01, or holds one of * : ^ ~"
    yield from faulty_rows(long, str(settled / "settled_line.parquet"), "claim_id", problem, "Number claims otherwise.")
    if services is not None:
        yield from _unnamed(lines, services)


def _unnamed(lines: ir.Table, services: Path) -> list[Finding]:
    stays = lines.filter(lines.code_system == STAY).select("claim_id").distinct()
    named = lines.code_system.isin([*QUALIFIERS, STAY]) & lines.code.notnull()
    bare = lines.filter((lines.line > 0) & ~ibis.coalesce(named, ibis.literal(value=False)))
    problem = "lacks lines of the run, or codes them by what an 835 cannot name"
    remedy = f"Code them by {', '.join([*QUALIFIERS, STAY])}, or leave --claims out: then claims are told as a whole."
    return faulty_rows(bare.anti_join(stays, "claim_id"), services.name, "code_system", problem, remedy)


def _sums(lines: ir.Table) -> ir.Table:
    return lines.group_by("claim_id").aggregate(paid_cents=whole(lines.plan_paid_cents.sum()))
