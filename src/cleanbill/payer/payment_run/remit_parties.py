"""Who pays and who is paid, from a user's files, and whether a settled result is the one that a run paid.

A YAML file of the payer and a table of payees in; the parties of an 835 and its numbers (`traces`) out, or BadInput.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.core.errors import BadInput, Finding
from cleanbill.core.tables import read_mapping
from cleanbill.engine import SOURCE_ROW, faulty_rows, read_numbered, to_int64
from cleanbill.payer.payment_run.payable import LINE_KEY, PAYEE_OPTIONAL, PayeeName
from cleanbill.payer.x835 import QUALIFIERS, STAY, Address, Bank, Payee, Payer, ProviderAdjustment, Run

# Whether a settled result is the one that a run paid, and whether an 835 can say it: findings, or none.
#
# No finding quotes a claim: it counts, and gives the row of the registry.


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
    reasons = flat.group_by("step", *LINE_KEY).aggregate(given=to_int64(flat.one["cents"].sum()))
    both = lines.left_join(reasons, ["step", *LINE_KEY])
    off = both.charge_cents - both.plan_paid_cents - ibis.coalesce(both.given, 0)
    of_lines = both.filter((both.line > 0) & (off != 0))
    problem = "has lines whose reasons are not the charge less what is paid"
    yield from faulty_rows(of_lines, str(settled / "adjustment.parquet"), "cents", problem, "Settle them again.")
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
    return lines.group_by("claim_id").aggregate(paid_cents=to_int64(lines.plan_paid_cents.sum()))


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
    values = read_mapping(path, REMEDY)
    wanted = [*NEEDED, *(name for name in ("routing", "account") if name in values)]
    findings = [_fault(path, name, "is missing or empty") for name in wanted if not str(values.get(name) or "").strip()]
    given = {name: str(values[name]).strip() for name in wanted if values.get(name)}
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
    payees = table.semi_join(wanted, "payee_id")
    for name in OF_PAYEE:
        odd = payees.filter(payees[name].notnull() & ~payees[name].re_search(rf"^[0-9]{{{DIGITS[name]}}}$"))
        findings += faulty_rows(odd, path.name, name, f"is not {DIGITS[name]} digits", "Correct it.")
    if findings:
        raise BadInput(findings)
    return {row["payee_id"]: row for row in con.to_pyarrow(payees.drop(SOURCE_ROW)).to_pylist()}


def payee(row: Mapping[str, Any], trace: str, adjustments: tuple[ProviderAdjustment, ...]) -> Payee:
    """A payee of one remittance; address and bank where all of them is known."""
    address = Address(*(row[name] for name in ADDRESS)) if all(row[name] for name in ADDRESS) else None
    bank = Bank(row["routing"], row["account"]) if row["routing"] and row["account"] else None
    return Payee(row["name"], row["npi"], trace, row["tax_id"] or "", address, bank, row["fiscal_end"], adjustments)


def _fault(path: Path, name: str | None, problem: str) -> Finding:
    return Finding(path.name, None, name, problem, REMEDY)


# The numbers under which a remittance is known: its trace, its interchange, and the balance it takes up.
#
# They follow from the registry alone, so a remittance written again has the same.


TRACES_DIGITS = 6


def traces(remittance: ir.Table) -> ir.Table:
    """`remittance` with `trace` (TRN02: day and number within the run), `control` (ISA13: the payee's first is 1),
    `carried_cents` (what the payee's last remittance carried forward, int64) and `last_run` (its day, or null)."""
    of_run = ibis.window(group_by=remittance.run_on, order_by=[remittance.fund_id, remittance.payee_id])
    of_payee = ibis.window(group_by=remittance.payee_id, order_by=[remittance.run_on, remittance.fund_id])
    of_fund = ibis.window(group_by=[remittance.fund_id, remittance.payee_id], order_by=remittance.run_on)
    number = (ibis.row_number().over(of_run) + 1).cast("string")
    return remittance.mutate(
        trace=remittance.run_on.strftime("%Y%m%d") + number.lpad(TRACES_DIGITS, "0"),
        control=(ibis.row_number().over(of_payee) + 1).cast("int64"),
        carried_cents=ibis.coalesce(remittance.closing_cents.lag().over(of_fund), 0).cast("int64"),
        last_run=remittance.run_on.lag().over(of_fund),
    )
