"""Who pays and who is paid, from a user's files: a YAML for the payer, a table for the payees."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from cleanbill.core.errors import BadInput, Finding
from cleanbill.core.tables import read_mapping
from cleanbill.engine import SOURCE_ROW, faulty_rows, read_numbered
from cleanbill.payer.paying.brought import PAYEE_OPTIONAL, PayeeName
from cleanbill.payer.remit import Address, Bank, Payee, Payer, ProviderAdjustment, Run

ADDRESS = ("street", "city", "state", "zip_code")
NEEDED = ("name", "id", "tax_id", *ADDRESS, "contact", "phone", "sender", "filing")
REMEDY = f"A payer has {', '.join(NEEDED)}, and may have routing and account."
DIGITS = {"tax_id": 9, "phone": 10, "routing": 9, "npi": 10}
OF_PAYEE = ("npi", "tax_id", "routing")
WORD = r"[^*:^~\r\n]+"


@dataclass(frozen=True, slots=True)
class PayerFile:
    """The payer, and what it puts on the envelope of each file."""

    payer: Payer
    sender: str
    filing: str

    def run(self, on: date, control: int, receiver: str) -> Run:
        """The run of a day as the envelope of one payee's file."""
        return Run(on, control, self.sender, receiver, self.filing)


def read_payer(path: Path) -> PayerFile:
    """The payer of a YAML file: `NEEDED`, and `routing` and `account` where it pays by transfer. Raises BadInput."""
    held = read_mapping(path, REMEDY)
    wanted = [*NEEDED, *(name for name in ("routing", "account") if name in held)]
    findings = [_fault(path, name, "is missing or empty") for name in wanted if not str(held.get(name) or "").strip()]
    given = {name: str(held[name]).strip() for name in wanted if held.get(name)}
    for name, text in given.items():
        if name in DIGITS and not re.fullmatch(rf"\d{{{DIGITS[name]}}}", text, re.ASCII):
            findings.append(_fault(path, name, f"is not {DIGITS[name]} digits in quotes"))
        elif not re.fullmatch(WORD, text):
            findings.append(_fault(path, name, "holds one of * : ^ ~"))
    if findings:
        raise BadInput(findings)
    bank = Bank(given["routing"], given["account"]) if {"routing", "account"} <= given.keys() else None
    address = Address(*(given[name] for name in ADDRESS))
    payer = Payer(given["name"], given["id"], given["tax_id"], address, given["contact"], given["phone"], bank)
    return PayerFile(payer, given["sender"], given["filing"])


def read_payees(con: Any, path: Path, paid: ir.Table) -> dict[str, dict[str, Any]]:
    """payee_id -> its row, for those in `paid`; BadInput where one is not there or cannot stand in an 835."""
    table = read_numbered(con, path, PayeeName, optional=PAYEE_OPTIONAL)
    wanted = paid.select("payee_id").distinct()
    missing = "has no row for payees of the run"
    findings = faulty_rows(wanted.anti_join(table, "payee_id"), path.name, "payee_id", missing, "Add them.")
    mine = table.semi_join(wanted, "payee_id")
    for name in OF_PAYEE:
        odd = mine.filter(mine[name].notnull() & ~mine[name].re_search(rf"^[0-9]{{{DIGITS[name]}}}$"))
        findings += faulty_rows(odd, path.name, name, f"is not {DIGITS[name]} digits", "Correct it.")
    if findings:
        raise BadInput(findings)
    return {row["payee_id"]: row for row in con.to_pyarrow(mine.drop(SOURCE_ROW)).to_pylist()}


def payee(row: Mapping[str, Any], trace: str, adjustments: tuple[ProviderAdjustment, ...]) -> Payee:
    """A payee of one remittance; address and bank where all of them is known."""
    address = Address(*(row[name] for name in ADDRESS)) if all(row[name] for name in ADDRESS) else None
    bank = Bank(row["routing"], row["account"]) if row["routing"] and row["account"] else None
    return Payee(row["name"], row["npi"], trace, row["tax_id"] or "", address, bank, row["fiscal_end"], adjustments)


def _fault(path: Path, name: str | None, problem: str) -> Finding:
    return Finding(path.name, None, name, problem, REMEDY)
