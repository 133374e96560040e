"""From a settled result to the table `payable`, and to the lines of the 835s of a run.

The folder that `cleanbill settle` wrote, receipts and services in; `payable` with its versions out (`payable_files`),
and one row for each line that a run paid or took back, with its reasons (`remitted_lines`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from cleanbill.core.errors import BadInput, CleanbillError, Finding
from cleanbill.core.tables import Table, column, ibis_schema
from cleanbill.engine import faulty_rows, read_table, staged, to_int64, write_parquet
from cleanbill.payer.payment_run.interest import claims_payable
from cleanbill.payer.payment_run.tables import Payable
from cleanbill.payer.tables import Adjustment, SettledLine

# The tables that a user brings to pay and to remit: receipts, payees, and what claims say of their services.


class Receipt(Table):
    """When a claim came in and when it was approved."""

    __grain__ = "a claim that came in"
    __key__ = ("claim_id",)

    claim_id: dt.String = column("person", "the claim", unique=True)
    received_on: dt.Date = column("health", "day on which the completed claim was received")
    approved_on: dt.Date = column("health", "day from which it may be paid", nullable=True)
    clean: dt.Boolean = column("health", "whether interest runs when it is paid late")


class PayeeName(Table):
    """Who is paid, as a remittance names them."""

    __grain__ = "a payee"
    __key__ = ("payee_id",)

    payee_id: dt.String = column("public", "as the registry calls it", unique=True)
    name: dt.String = column("public", "its name")
    npi: dt.String = column("public", "National Provider Identifier, ten digits")
    tax_id: dt.String = column("public", "nine digits", nullable=True)
    street: dt.String = column("public", "street and number", nullable=True)
    city: dt.String = column("public", "city", nullable=True)
    state: dt.String = column("public", "state, two letters", nullable=True)
    zip_code: dt.String = column("public", "ZIP code", nullable=True)
    routing: dt.String = column("public", "its bank, nine digits; empty is paid by cheque", nullable=True)
    account: dt.String = column("identity", "its account there", nullable=True)
    fiscal_end: dt.Date = column("public", "last day of its fiscal year; empty is 31 December", nullable=True)
    receiver: dt.String = column("public", "who fetches its files; empty is its NPI", nullable=True)


class BilledService(Table):
    """What a claim line says that settling leaves out and a remittance needs; of a patient only what is given."""

    __grain__ = "a line that a provider asks money for"
    __key__ = ("claim_id", "line")

    claim_id: dt.String = column("person", "the claim")
    line: dt.Int32 = column("person", "line number within the claim, from 1", ge=1)
    code_system: dt.String = column("health", "HCPCS, MS-DRG, REV, NDC or HIPPS", nullable=True)
    code: dt.String = column("health", "what was done, in that system", nullable=True)
    units: dt.Int64 = column("health", "how many", unit="units", ge=0, nullable=True)
    modifiers: dt.String = column("health", "modifiers, a blank between", nullable=True)
    revenue_code: dt.String = column("health", "revenue code beside another code", nullable=True)
    place_of_service: dt.String = column("health", "CMS place-of-service code", nullable=True)
    patient_control: dt.String = column("person", "the provider's own number of the claim", nullable=True)
    member_id: dt.String = column("identity", "number of the member with the payer", nullable=True)
    patient_last: dt.String = column("identity", "patient's last name", nullable=True)
    patient_first: dt.String = column("identity", "patient's first name", nullable=True)


SERVICE_OPTIONAL = {name: None for name in BilledService.__annotations__ if name not in BilledService.__key__}
PAYEE_OPTIONAL = {name: None for name in PayeeName.__annotations__ if name not in ("payee_id", "name", "npi")}
RECEIPT_OPTIONAL = {"approved_on": None, "clean": "true"}


# A result of `cleanbill settle` as the tables that paying needs: its lines and reasons under one plan.


TABLES: dict[str, type[Table]] = {"settled_line": SettledLine, "adjustment": Adjustment}
GONE = {"claim_id": "string", "by_claim_id": "string"}
REMEDY = "Name a folder that cleanbill settle wrote."


@dataclass(frozen=True, slots=True)
class Settled:
    """`settled_line` and `adjustment` under one plan.

    `gone` are claims that a later one replaced or voided: claim_id and by_claim_id, null where not known.
    """

    plan_id: str
    lines: ir.Table
    reasons: ir.Table
    gone: ir.Table


def settled_result(con: Any, folder: Path, plan: str | None) -> Settled:
    """What `folder` holds under `plan`, or under its only plan.

    BadInput where the folder is no such result; CleanbillError where it holds
    several plans and none is named, or another than the one that is.
    """
    tables, findings = {}, []
    for name, schema in TABLES.items():
        path = folder / f"{name}.parquet"
        if not path.is_file():
            findings.append(Finding(str(folder), None, None, f"has no {path.name}", REMEDY))
            continue
        table = con.read_parquet(path)
        odd = [column for column, kind in ibis_schema(schema).items() if _kind(table, column) != kind(nullable=True)]
        findings += [Finding(path.name, None, column, "is not there as settle writes it", REMEDY) for column in odd]
        tables[name] = table
    if findings:
        raise BadInput(findings)
    name = _plan(con, tables["settled_line"], plan)
    lines, reasons = (table.filter(table.plan_id == name) for table in tables.values())
    return Settled(name, lines, reasons, _gone(con, folder / "unsettled_line.parquet", name))


def _gone(con: Any, path: Path, plan: str) -> ir.Table:
    if not path.is_file():
        empty: ir.Table = con.create_table("none_gone", schema=ibis.schema(GONE), temp=True, overwrite=True)
        return empty
    lines = con.read_parquet(path)
    gone = lines.filter((lines.plan_id == plan) & lines.status.isin(["replaced", "voided"]))
    return gone.group_by("claim_id").aggregate(by_claim_id=gone.by_claim_id.min())


def _kind(table: ir.Table, column: str) -> Any:
    return table.schema()[column](nullable=True) if column in table.columns else None


def _plan(con: Any, lines: ir.Table, plan: str | None) -> str:
    plans = sorted(con.to_pyarrow(lines.select("plan_id").distinct())["plan_id"].to_pylist())
    if plan is None and len(plans) == 1:
        return str(plans[0])
    if plan is None or plan not in plans:
        named = "Several plans were settled" if plan is None else f"--plan {plan} was not settled"
        raise CleanbillError(f"{named} there. Give one with --plan: {', '.join(plans)}.")
    return plan


# The next version of what is payable: what is new is version 1, what changed is one more than it was.
#
# In: claims payable as they stand now, and `payable` as it was. Out: rows to add
# to it; a claim whose sum, payee and fund are as they were adds none, and one
# that is not told of now stays as it is.


COMPARED = ("amount_cents", "payee_id", "fund_id")


def next_versions(now: ir.Table, earlier: ir.Table) -> ir.Table:
    """Rows of `payable` for what of `now` (one row a payable_id, any version) is new or has changed."""
    newest = earlier.group_by("payable_id").aggregate(version=earlier.version.max())
    last = earlier.inner_join(newest, ["payable_id", "version"])
    last = last.select("payable_id", last_version="version", **{f"last_{name}": name for name in COMPARED})
    both = now.drop("version").left_join(last, "payable_id")
    same = [
        ibis.coalesce(both[name].cast("string"), "") == ibis.coalesce(both[f"last_{name}"].cast("string"), "")
        for name in COMPARED
    ]
    known = both.last_version.notnull()
    void = (both.amount_cents == 0) & both.payee_id.isnull()  # no line is left: nothing to undo where none was known
    fresh = both.filter(ibis.ifelse(known, ~(same[0] & same[1] & same[2]), ~void))
    numbered = fresh.mutate(version=(ibis.coalesce(fresh.last_version, 0) + 1).cast("int64"))
    return numbered.select(*ibis_schema(Payable).names)


FILE = "payable.parquet"


@dataclass(frozen=True, slots=True)
class PayRequest:
    """The settled result and plan, the fund that pays, and when claims came in: a day for all, or a table."""

    settled: Path
    plan: str | None
    fund_id: str
    received_on: date | None
    approved_on: date | None = None
    receipts: Path | None = None
    earlier: Path | None = None


@dataclass(frozen=True, slots=True)
class PayableCounts:
    """What was written: claims that are new, those with a next version, and the sum of both in cents."""

    plan_id: str
    new: int
    changed: int
    rows: int
    amount_cents: int


def payable_files(con: Any, asked: PayRequest, out: Path) -> PayableCounts:
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
    with staged(out, names=[FILE], reads=reads) as folder:
        write_parquet(con, before.union(added), folder / FILE, schema=Payable)
    sums = added.aggregate(
        new=(added.version == 1).cast("int64").sum(),
        changed=(added.version > 1).cast("int64").sum(),
        amount_cents=to_int64(added.amount_cents.sum()),
    )
    row = {name: int(value or 0) for name, value in con.to_pyarrow(sums).to_pylist()[0].items()}
    return PayableCounts(plan_id=result.plan_id, rows=rows + row["new"] + row["changed"], **row)


def _receipts(con: Any, asked: PayRequest, result: Settled) -> ir.Table:
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


def _for_all(claims: ir.Table, asked: PayRequest) -> ir.Table:
    return claims.mutate(
        received_on=ibis.literal(asked.received_on, "date"),
        approved_on=ibis.literal(asked.approved_on or asked.received_on, "date"),
        clean=ibis.literal(value=True),
    )


def _earlier(con: Any, path: Path | None) -> ir.Table:
    if path is None:
        empty: ir.Table = con.create_table("no_payable", schema=ibis_schema(Payable), temp=True, overwrite=True)
        return empty
    return read_table(con, path, Payable)


# The lines of a run's 835s: each claim that the run paid, and each version that it took back.
#
# In: `payment` of one day, settled lines of the version paid now and, where
# known, of the versions before, their reasons, and what the claims say of their
# services. Out: one row a line, with its payee, step and list of reasons.


LINE_KEY = ("claim_id", "line")
REASON = ("group", "carc", "rarc", "cents")
SERVICE = {name: kind for name, kind in ibis_schema(BilledService).items() if name not in LINE_KEY}
REASONS = dt.Array(dt.Struct({"group": "string", "carc": "string", "rarc": "string", "cents": "int64"}))
MONEY = ("charge_cents", "allowed_cents", "plan_paid_cents", "other_payer_cents")
OF_PAYMENT = ("fund_id", "payee_id", "step", "interest_cents")
COLUMNS = {
    **dict.fromkeys(("fund_id", "payee_id", "step"), dt.string),
    "interest_cents": dt.int64,
    "claim_id": dt.string,
    "line": dt.int32,
    "service_date": dt.date,
    **dict.fromkeys(MONEY, dt.int64),
    **SERVICE,
    "adjustments": REASONS,
}


def with_reasons(settled: Settled, services: ir.Table | None) -> ir.Table:
    """Settled lines with `adjustments` (a list of group, carc, rarc and cents, or null) and their services."""
    found = settled.reasons
    lists = found.group_by(*LINE_KEY).aggregate(
        adjustments=ibis.struct({name: found[name] for name in REASON}).collect()
    )
    lines = settled.lines.left_join(lists, list(LINE_KEY)).drop("claim_id_right", "line_right")
    if services is None:
        return lines.mutate(**{name: ibis.null(kind) for name, kind in SERVICE.items()})
    return lines.left_join(services, list(LINE_KEY)).drop("claim_id_right", "line_right")


def remitted_lines(paid: ir.Table, now: ir.Table, before: ir.Table | None) -> ir.Table:
    """Rows by payee, claim, step and line, columns `COLUMNS`; no amount is negated yet.

    A version that is taken back and whose lines are not known is one row of
    line 0: the sum that was paid, and the charge of its correction if known.
    """
    back = paid.filter(paid.step == "reversal").mutate(interest_cents=-paid.interest_cents)
    parts = [_shaped(paid.filter(paid.step == "payment"), now)]
    if before is not None:
        parts.append(_shaped(back, before))
        back = back.anti_join(before, back.payable_id == before.claim_id)
    parts.append(_bare(back, now))
    every = ibis.union(*parts)
    return every.order_by("fund_id", "payee_id", "claim_id", "step", "line")


def _shaped(payments: ir.Table, lines: ir.Table) -> ir.Table:
    chosen = payments.select(*OF_PAYMENT, claim_id="payable_id")
    return chosen.inner_join(lines, "claim_id").select(*COLUMNS).cast(COLUMNS)


def _bare(back: ir.Table, now: ir.Table) -> ir.Table:
    charges = now.group_by("claim_id").aggregate(charged=to_int64(now.charge_cents.sum()))
    rows = back.left_join(charges, back.payable_id == charges.claim_id)
    amount = -rows.amount_cents
    known = {
        "claim_id": rows.payable_id,
        "line": ibis.literal(0),
        "charge_cents": ibis.greatest(ibis.coalesce(rows.charged, 0), amount),
        "plan_paid_cents": amount,
        "adjustments": ibis.null(REASONS),
    }
    filled = {name: known.get(name, ibis.null(kind)) for name, kind in COLUMNS.items() if name not in OF_PAYMENT}
    return rows.select(*OF_PAYMENT, **filled).cast(COLUMNS)
