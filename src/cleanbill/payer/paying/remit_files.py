"""Writes a payment run as X12 835s: one file for each fund and payee that the run paid or told something.

A file is one payment (one ST), because a payment has one payer, one payee and
one trace, and no payee may see another's patients. Files in, a folder out,
whole or not at all.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import asdict, astuple, dataclass, fields
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.core.errors import BadInput, Finding
from cleanbill.engine import SOURCE_ROW, read_numbered, read_table, staged
from cleanbill.payer.paying.brought import SERVICE_OPTIONAL, BilledService
from cleanbill.payer.paying.provider_adjustments import Carried, provider_adjustments
from cleanbill.payer.paying.registry import existing_registry
from cleanbill.payer.paying.remit_faults import line_findings, version_findings
from cleanbill.payer.paying.remit_lines import remitted_lines, with_reasons
from cleanbill.payer.paying.remit_one import Beside, OneRemittance, Place, Written, write_one
from cleanbill.payer.paying.remit_parties import read_payees, read_payer
from cleanbill.payer.paying.remit_rows import told_rows
from cleanbill.payer.paying.settled_result import settled_result
from cleanbill.payer.paying.tables import Payment
from cleanbill.payer.paying.traces import traces
from cleanbill.payer.remit import ProviderAdjustment

INDEX = "remittances.csv"


@dataclass(frozen=True, slots=True)
class Brought:
    """Files of a run to be remitted: registry and settled result, who pays and is paid, and what else is known."""

    registry: Path
    settled: Path
    payer: Path
    payees: Path
    plan: str | None = None
    before: Path | None = None
    claims: Path | None = None


def remit_files(con: Any, brought: Brought, out: Path, *, on: date, carried: Carried = "FB") -> list[Written]:
    """Writes the 835s of the run of day `on` to `out`, with an index; BPR02 of each is the registry's `paid_cents`.

    BadInput where a file cannot be used, where the run of that day is not in
    the registry, or where the settled result is not what the run paid;
    BrokenLaw where the registry itself does not add up.
    """
    held = existing_registry(con, brought.registry)
    payer = read_payer(brought.payer)
    told = _remittances(con, held, on, brought.registry)
    payees = read_payees(con, brought.payees, held["remittance"].filter(held["remittance"].run_on == ibis.literal(on)))
    beside = _provider(con, held, on, carried)
    lines = _lines(con, brought, on)
    reads = [path for path in asdict(brought).values() if isinstance(path, Path)]
    with staged(out, ours=[INDEX, *_indexed(out / INDEX)], reads=reads) as folder:
        written = []
        for place, rows in _by_payee(con, lines, told):
            one = OneRemittance(told[place], payees[place[1]], rows, beside.get(place, ()))
            if one.says_something:
                written.append(write_one(folder, payer, one))
        _index(folder / INDEX, written)
    return written


def _remittances(con: Any, held: Mapping[str, ir.Table], on: date, folder: Path) -> dict[Place, Mapping[str, Any]]:
    numbered = traces(held["remittance"])
    rows = con.to_pyarrow(numbered.filter(numbered.run_on == ibis.literal(on))).to_pylist()
    if not rows:
        problem = f"has no run of {on}"
        raise BadInput([Finding(str(folder), None, "run_on", problem, "Give the day of a run with --on.")])
    return {(row["fund_id"], row["payee_id"]): row for row in rows}


def _provider(con: Any, held: Mapping[str, ir.Table], on: date, carried: Carried) -> dict[Place, Beside]:
    every = provider_adjustments(*held.values(), carried=carried)
    mine = every.filter(every.run_on == ibis.literal(on)).order_by("fund_id", "payee_id", "code", "reference", "cents")
    rows = con.to_pyarrow(mine).to_pylist()
    return {
        place: tuple(ProviderAdjustment("", "", row["code"], row["reference"], row["cents"]) for row in group)
        for place, group in groupby(rows, key=lambda row: (row["fund_id"], row["payee_id"]))
    }


def _lines(con: Any, brought: Brought, on: date) -> ir.Table:
    """The lines to be told, or BadInput where they are not those that were paid."""
    payment = read_numbered(con, brought.registry / "payment.parquet", Payment)
    paid = payment.filter((payment.run_on == ibis.literal(on)) & (payment.kind == "claim"))
    services = None
    if brought.claims is not None:
        services = read_table(con, brought.claims, BilledService, optional=SERVICE_OPTIONAL)
    now = with_reasons(settled_result(con, brought.settled, brought.plan), services)
    before = None
    if brought.before is not None:
        before = with_reasons(settled_result(con, brought.before, brought.plan), services)
    findings = version_findings(paid, now, before)
    lines = remitted_lines(paid.drop(SOURCE_ROW), now, before)
    kept = con.create_table("remitted", lines, temp=True, overwrite=True)
    findings += line_findings(kept, brought.settled, brought.claims)
    if findings:
        raise BadInput(findings)
    ordered: ir.Table = kept.order_by("fund_id", "payee_id", "claim_id", "step", "line")
    return ordered


def _by_payee(con: Any, lines: ir.Table, told: Mapping[Place, Any]) -> Iterator[tuple[Place, list[dict[str, Any]]]]:
    """Every payee of the run in order, with its rows for the writer, none where it has only other money."""
    left = iter(sorted(told))
    with con.to_pyarrow_batches(lines) as batches:
        rows = (row for batch in batches for row in batch.to_pylist())
        for place, group in groupby(rows, key=lambda row: (row["fund_id"], row["payee_id"])):
            for other in left:
                if other == place:
                    break
                yield other, []
            yield place, told_rows(group)
    yield from ((other, []) for other in left)


def _indexed(path: Path) -> list[str]:
    """The files that an earlier result wrote, by its own index."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [row.get("file") or "" for row in csv.DictReader(file)]


def _index(path: Path, written: list[Written]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(field.name for field in fields(Written))
        writer.writerows(map(astuple, written))
