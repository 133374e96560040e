"""A payer's desk on files for tests: settled results, payables, runs and their 835s, one after another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cleanbill.core.tables import ibis_schema
from cleanbill.engine import connect
from cleanbill.payer.payment_run import (
    Carried,
    Payable,
    PayRequest,
    RemitInputs,
    Written,
    massachusetts,
    payable_files,
    remit_files,
    run_files,
)
from cleanbill.payer.tables import Adjustment, SettledLine

Row = dict[str, Any]
SHAPE = {
    name: ibis_schema(kind).to_pyarrow() for name, kind in (("settled_line", SettledLine), ("adjustment", Adjustment))
}
PAYER = """
name: TRUST
id: "12345"
tax_id: "042222222"
street: 1 MAIN STREET
city: BOSTON
state: MA
zip_code: "02108"
contact: PROVIDER LINE
phone: "6175550100"
sender: TRUST
filing: ZZ
"""
PAYEES = """payee_id,name,npi,tax_id,street,city,state,zip_code,routing,account,fiscal_end
H1,HOSPITAL,1234567893,043333333,1 MAIN STREET,BOSTON,MA,02108,,,
H2,PRACTICE,1245319599,,,,,,,,2025-06-30
H3,AGENCY,1679576722,,,,,,011000015,2222,
"""


def line(claim: str, number: int, charge: int, paid: int, reasons: Sequence[str], *, payee: str = "H1") -> Row:
    """A settled line with its reasons as "CO 45 1000" or "PR 96 1000 N130"."""
    return {"claim": claim, "line": number, "charge": charge, "paid": paid, "reasons": reasons, "payee": payee}


def write_settled(folder: Path, lines: Sequence[Row], plan: str = "trust-plan") -> Path:
    """The folder as settle would write it, of `lines` under one plan."""
    folder.mkdir(parents=True, exist_ok=True)
    tables: dict[str, list[Row]] = {"settled_line": [], "adjustment": []}
    for line in lines:
        key, reasons = {"plan_id": plan, "claim_id": line["claim"], "line": line["line"]}, line["reasons"]
        empty = {field.name: 0 if pa.types.is_integer(field.type) else "" for field in SHAPE["settled_line"]}
        money = {"charge_cents": line["charge"], "plan_paid_cents": line["paid"], "allowed_cents": line["paid"]}
        money["other_payer_cents"] = sum(int(reason.split()[2]) for reason in reasons if reason.startswith("OA 23 "))
        about = {"service_date": date(2025, 1, 5), "provider_id": line.get("payee", "H1"), "benefit": "office"}
        tables["settled_line"].append(empty | key | money | about)
        for rule, reason in enumerate(reasons):
            group, carc, cents, *rarc = reason.split()
            found = {"group": group, "carc": carc, "cents": int(cents), "rarc": rarc[0] if rarc else None}
            tables["adjustment"].append(key | found | {"rule": str(rule), "source": "", "since": date(2025, 1, 1)})
    for name, rows in tables.items():
        pq.write_table(pa.Table.from_pylist(rows, schema=SHAPE[name]), folder / f"{name}.parquet")
    return folder


@dataclass
class Desk:
    """Runs days in a folder; `settled` are the results of each run, the last one last."""

    folder: Path
    carried: Carried = "FB"
    with_before: bool = True
    with_claims: bool = True
    settled: list[Path] = field(default_factory=list)
    con: Any = field(default_factory=connect)

    def __post_init__(self) -> None:
        (self.folder / "payer.yaml").write_text(PAYER)
        (self.folder / "payees.csv").write_text(PAYEES)

    @property
    def payable(self) -> Path:
        return self.folder / "payable" / "payable.parquet"

    @property
    def registry(self) -> Path:
        return self.folder / "paid"

    def pay(self, on: date, lines: Sequence[Row], received: Mapping[str, date], others: Sequence[Row] = ()) -> None:
        """Makes payable what changed (and `others`, rows of `payable`), and runs the day."""
        self.settled.append(write_settled(self.folder / f"settled-{len(self.settled)}", lines))
        days = "".join(f"{claim},{day},true\n" for claim, day in received.items())
        (self.folder / "receipts.csv").write_text("claim_id,received_on,clean\n" + days)
        earlier = self.payable if self.payable.exists() else None
        receipts = self.folder / "receipts.csv"
        asked = PayRequest(self.settled[-1], None, "trust", None, receipts=receipts, earlier=earlier)
        payable_files(self.con, asked, self.payable.parent)
        if others:
            found = pq.read_table(self.payable)
            more = pa.Table.from_pylist(list(others), schema=ibis_schema(Payable).to_pyarrow()).cast(found.schema)
            pq.write_table(pa.concat_tables([found, more]), self.payable)
        run_files(self.con, self.payable, self.registry, on=on, rule=massachusetts(on))

    def remit(self, on: date, **changed: Any) -> list[Written]:
        """Writes the 835s of the day into `out`."""
        claims = None
        if self.with_claims:
            claims = self.folder / "claims.csv"
            rows = {(row["claim_id"], row["line"]) for path in self.settled for row in _rows(path)}
            found = "".join(f"{claim},{number},HCPCS,G0463,1\n" for claim, number in sorted(rows))
            claims.write_text("claim_id,line,code_system,code,units\n" + found)
        before = self.settled[-2] if self.with_before and len(self.settled) > 1 else None
        given = {"settled": self.settled[-1], "before": before, "claims": claims} | changed
        parties = {"payer": self.folder / "payer.yaml", "payees": self.folder / "payees.csv"}
        brought = RemitInputs(registry=self.registry, **parties, **given)
        return remit_files(self.con, brought, self.folder / "out", on=on, carried=self.carried)

    def texts(self) -> dict[str, str]:
        """Payee -> the text of its 835."""
        return {path.name.split("-")[0]: path.read_text() for path in sorted((self.folder / "out").glob("*.835"))}

    def remittances(self, on: date) -> list[Row]:
        """The registry's rows of the day."""
        return [row for row in pq.read_table(self.registry / "remittance.parquet").to_pylist() if row["run_on"] == on]


def _rows(folder: Path) -> list[Row]:
    return list(pq.read_table(folder / "settled_line.parquet", columns=["claim_id", "line"]).to_pylist())
