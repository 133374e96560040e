"""Writes a payment run as X12 835s: one file for each fund and payee that the run paid or told something.

A file is one payment (one ST), because a payment has one payer, one payee and
one trace, and no payee may see another's patients. Files in, a folder out,
whole or not at all.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, fields
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, TypeAlias

import ibis
import ibis.expr.types as ir

from cleanbill.core.errors import BadInput, BrokenLaw, Finding
from cleanbill.core.money import usd
from cleanbill.engine import SOURCE_ROW, read_numbered, read_table, staged
from cleanbill.payer.payment_run.payable import (
    SERVICE_OPTIONAL,
    BilledService,
    remitted_lines,
    settled_result,
    with_reasons,
)
from cleanbill.payer.payment_run.registry import Carried, existing_registry, provider_adjustments
from cleanbill.payer.payment_run.remit_parties import (
    PayerFile,
    line_findings,
    payee,
    read_payees,
    read_payer,
    traces,
    version_findings,
)
from cleanbill.payer.payment_run.tables import Payment
from cleanbill.payer.x835 import ProviderAdjustment, remittance, reversal

# One 835 of a run: what the registry paid one payee, refused where its parts do not come to that.


Place: TypeAlias = tuple[str, str]  # fund_id, payee_id
Beside: TypeAlias = tuple[ProviderAdjustment, ...]


@dataclass(frozen=True, slots=True)
class RemittanceFile:
    """A row of `remittance` with its numbers (`traces`), the payee's names, its rows for the writer, and its PLB."""

    row: Mapping[str, Any]
    names: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]]
    beside: Beside

    @property
    def says_something(self) -> bool:
        """Whether there is a claim or other money to tell of."""
        return bool(self.rows or self.beside)


@dataclass(frozen=True, slots=True)
class Written:
    """A row of the index: a file, and what it says."""

    file: str
    fund_id: str
    payee_id: str
    trace: str
    claims: int
    reversals: int
    paid_cents: int


def write_one(folder: Path, payer: PayerFile, part: RemittanceFile) -> Written:
    """Writes the file into `folder`. BrokenLaw where claims less PLB are not the registry's `paid_cents`."""
    row, names = part.row, part.names
    cents = sum(row["plan_paid_cents"] for row in part.rows) - sum(found.cents for found in part.beside)
    if cents != row["paid_cents"]:
        raise BrokenLaw(
            f"The claims and adjustments of a payee come to {usd(cents)}, but the registry says "
            f"{usd(row['paid_cents'])}. The registry does not add up, so nothing was written."
        )
    who = payee(names, row["trace"], part.beside)
    run = payer.run(row["run_on"], row["control"], names["receiver"] or names["npi"])
    text = remittance(part.rows, {names["payee_id"]: who}, payer.payer, run)
    plain = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in names["payee_id"])
    file = f"{plain}-{row['trace']}.835"
    (folder / file).write_text(text, "utf-8")
    claims = {(row["claim_id"], row.get("claim_status")) for row in part.rows}
    back = sum(status is not None for _, status in claims)
    return Written(file, *_place(row), row["trace"], len(claims) - back, back, row["paid_cents"])


def _place(row: Mapping[str, Any]) -> Place:
    return row["fund_id"], row["payee_id"]


# A payee's lines of a run as the rows that the 835's writer takes, in Python: the edge of the table world.
#
# A version that is taken back comes with every amount negated. Where its lines
# are not known it is told as a whole: the reasons it had then are not known
# either, and one stands for them all.


# Our choice, to be changed here: CARC 129, prior processing information appears incorrect, which must have a remark
# (sluice-sites.pages.dev/oa/129), and MA67, correction to a prior claim, a remark that is no alert (Medi-Cal's RAD
# correlation table, 500 to 599). OA, for nobody bears what is only undone.
UNTOLD = {"group": "OA", "carc": "129", "rarc": "MA67"}


def remittance_rows(lines: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
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
        "adjustments": sorted(
            given,
            key=lambda adjustment: (
                adjustment["group"],
                adjustment["carc"],
                adjustment["rarc"] or "",
                adjustment["cents"],
            ),
        ),
    }


INDEX = "remittances.csv"


@dataclass(frozen=True, slots=True)
class RemitInputs:
    """Files of a run to be remitted: registry and settled result, who pays and is paid, and what else is known."""

    registry: Path
    settled: Path
    payer: Path
    payees: Path
    plan: str | None = None
    before: Path | None = None
    claims: Path | None = None


def remit_files(con: Any, inputs: RemitInputs, out: Path, *, on: date, carried: Carried = "FB") -> list[Written]:
    """Writes the 835s of the run of day `on` to `out`, with an index; BPR02 of each is the registry's `paid_cents`.

    BadInput where a file cannot be used, where the run of that day is not in
    the registry, or where the settled result is not what the run paid;
    BrokenLaw where the registry itself does not add up.
    """
    registry = existing_registry(con, inputs.registry)
    payer = read_payer(inputs.payer)
    remittances = _remittances(con, registry, on, inputs.registry)
    payees = read_payees(
        con, inputs.payees, registry["remittance"].filter(registry["remittance"].run_on == ibis.literal(on))
    )
    beside = _provider(con, registry, on, carried)
    lines = _lines(con, inputs, on)
    reads = [path for path in asdict(inputs).values() if isinstance(path, Path)]
    with staged(out, names=[INDEX, *_indexed(out / INDEX)], reads=reads) as folder:
        written = []
        for place, rows in _by_payee(con, lines, remittances):
            of_payee = RemittanceFile(remittances[place], payees[place[1]], rows, beside.get(place, ()))
            if of_payee.says_something:
                written.append(write_one(folder, payer, of_payee))
        _index(folder / INDEX, written)
    return written


def _remittances(con: Any, registry: Mapping[str, ir.Table], on: date, folder: Path) -> dict[Place, Mapping[str, Any]]:
    numbered = traces(registry["remittance"])
    rows = con.to_pyarrow(numbered.filter(numbered.run_on == ibis.literal(on))).to_pylist()
    if not rows:
        problem = f"has no run of {on}"
        raise BadInput([Finding(str(folder), None, "run_on", problem, "Give the day of a run with --on.")])
    return {(row["fund_id"], row["payee_id"]): row for row in rows}


def _provider(con: Any, registry: Mapping[str, ir.Table], on: date, carried: Carried) -> dict[Place, Beside]:
    every = provider_adjustments(*registry.values(), carried=carried)
    of_run = every.filter(every.run_on == ibis.literal(on)).order_by(
        "fund_id", "payee_id", "code", "reference", "cents"
    )
    rows = con.to_pyarrow(of_run).to_pylist()
    return {
        place: tuple(ProviderAdjustment("", "", row["code"], row["reference"], row["cents"]) for row in group)
        for place, group in groupby(rows, key=lambda row: (row["fund_id"], row["payee_id"]))
    }


def _lines(con: Any, inputs: RemitInputs, on: date) -> ir.Table:
    """The lines to be told, or BadInput where they are not those that were paid."""
    payment = read_numbered(con, inputs.registry / "payment.parquet", Payment)
    paid = payment.filter((payment.run_on == ibis.literal(on)) & (payment.kind == "claim"))
    services = None
    if inputs.claims is not None:
        services = read_table(con, inputs.claims, BilledService, optional=SERVICE_OPTIONAL)
    now = with_reasons(settled_result(con, inputs.settled, inputs.plan), services)
    before = None
    if inputs.before is not None:
        before = with_reasons(settled_result(con, inputs.before, inputs.plan), services)
    findings = version_findings(paid, now, before)
    lines = remitted_lines(paid.drop(SOURCE_ROW), now, before)
    kept = con.create_table("remitted", lines, temp=True, overwrite=True)
    findings += line_findings(kept, inputs.settled, inputs.claims)
    if findings:
        raise BadInput(findings)
    ordered: ir.Table = kept.order_by("fund_id", "payee_id", "claim_id", "step", "line")
    return ordered


def _by_payee(con: Any, lines: ir.Table, paid: Mapping[Place, Any]) -> Iterator[tuple[Place, list[dict[str, Any]]]]:
    """Every payee of the run in order, with its rows for the writer, none where it has only other money."""
    left = iter(sorted(paid))
    with con.to_pyarrow_batches(lines) as batches:
        rows = (row for batch in batches for row in batch.to_pylist())
        for place, group in groupby(rows, key=lambda row: (row["fund_id"], row["payee_id"])):
            for other in left:
                if other == place:
                    break
                yield other, []
            yield place, remittance_rows(group)
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
