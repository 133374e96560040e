"""From a settled result to the table `payable`, on files: what `cleanbill pay run` takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.core.errors import BadInput
from cleanbill.core.tables import ibis_schema
from cleanbill.engine import faulty_rows, read_table, staged, whole, write_parquet
from cleanbill.payer.paying.brought import RECEIPT_OPTIONAL, Receipt
from cleanbill.payer.paying.claims import claims_payable
from cleanbill.payer.paying.settled_result import Settled, settled_result
from cleanbill.payer.paying.tables import Payable
from cleanbill.payer.paying.versions import next_versions

FILE = "payable.parquet"


@dataclass(frozen=True, slots=True)
class Asked:
    """The settled result and plan, the fund that pays, and when claims came in: a day for all, or a table."""

    settled: Path
    plan: str | None
    fund_id: str
    received_on: date | None
    approved_on: date | None = None
    receipts: Path | None = None
    earlier: Path | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What was written: claims that are new, those with a next version, and the sum of both in cents."""

    plan_id: str
    new: int
    changed: int
    rows: int
    amount_cents: int


def payable_files(con: Any, asked: Asked, out: Path) -> Told:
    """Writes `payable.parquet` to `out`: the rows of `asked.earlier`, and those that the settled result adds.

    Raises BadInput where a file cannot be read, or where a claim has neither a
    receipt nor a day for all.
    """
    result = settled_result(con, asked.settled, asked.plan)
    receipts = _receipts(con, asked, result)
    now = claims_payable(result.lines, receipts.mutate(version=ibis.literal(1, "int64")), fund_id=asked.fund_id)
    before = _earlier(con, asked.earlier)
    added = con.create_table("added_payable", next_versions(now, before), temp=True, overwrite=True)
    rows = int(con.to_pyarrow(before.count()).as_py())  # now: the file may be replaced
    reads = {asked.settled, *(path for path in (asked.receipts, asked.earlier) if path and path.parent != out)}
    with staged(out, ours=[FILE], reads=reads) as folder:
        write_parquet(con, before.union(added), folder / FILE, schema=Payable)
    sums = added.aggregate(
        new=(added.version == 1).cast("int64").sum(),
        changed=(added.version > 1).cast("int64").sum(),
        amount_cents=whole(added.amount_cents.sum()),
    )
    row = {name: int(value or 0) for name, value in con.to_pyarrow(sums).to_pylist()[0].items()}
    return Told(plan_id=result.plan_id, rows=rows + row["new"] + row["changed"], **row)


def _receipts(con: Any, asked: Asked, result: Settled) -> ir.Table:
    """Receipt of every claim of the result, of those that are gone, and of every one in the table.

    A claim that is gone was taken back when what replaced it came in. BadInput where a day is not known.
    """
    gone = result.gone.anti_join(result.lines, "claim_id")
    claims = result.lines.select("claim_id").union(gone.select("claim_id")).distinct()
    if asked.receipts is None:
        return _for_all(claims, asked)
    given = read_table(con, asked.receipts, Receipt, optional=RECEIPT_OPTIONAL)
    day = ibis.literal(asked.approved_on, "date")
    given = given.mutate(approved_on=ibis.coalesce(given.approved_on, day, given.received_on))
    gone = gone.anti_join(given, "claim_id").inner_join(given.rename(by_claim_id="claim_id"), "by_claim_id")
    given = given.union(gone.select(*given.columns))
    others = claims.anti_join(given, "claim_id")
    if asked.received_on is not None:
        return given.union(_for_all(others, asked))
    problem = "the settled result has claims that are not in it"
    findings = faulty_rows(others, asked.receipts.name, "claim_id", problem, "Add them, or give --received for them.")
    if findings:
        raise BadInput(findings)
    return given


def _for_all(claims: ir.Table, asked: Asked) -> ir.Table:
    return claims.mutate(
        received_on=ibis.literal(asked.received_on, "date"),
        approved_on=ibis.literal(asked.approved_on or asked.received_on, "date"),
        clean=ibis.literal(value=True),
    )


def _earlier(con: Any, path: Path | None) -> ir.Table:
    if path is None:
        held: ir.Table = con.create_table("no_payable", schema=ibis_schema(Payable), temp=True, overwrite=True)
        return held
    return read_table(con, path, Payable)
