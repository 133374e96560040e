"""The registry of payments: a folder of `payment`, `remittance` and `refund`, Parquet, replaced whole or not at all.

A run (`run_files`) and a refund (`refund_files`) add rows to it; `reconcile` proves at any day that all that was
approved is paid, withheld or due; `provider_adjustments` are the PLB rows that an 835 says of it beside claims.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import ibis
import ibis.expr.types as ir

from cleanbill.core.errors import BadInput, BrokenLaw, CleanbillError, Finding
from cleanbill.core.money import usd
from cleanbill.core.tables import Table, ibis_schema
from cleanbill.engine import read_table, running_sum, staged, to_int64, write_parquet
from cleanbill.payer.payment_run.interest import PromptPay
from cleanbill.payer.payment_run.remit_parties import traces
from cleanbill.payer.payment_run.runs import PAYEE, in_force, owed, run, standing_payments
from cleanbill.payer.payment_run.tables import Payable, PayeeRemittance, Payment, Refund

# What an 835 says of a payee's run beside its claims: rows for PLB segments.
#
# In: the registry (`payment`, `remittance`, `refund`). Signs are PLB's own: a
# positive amount lowers the payment. Claims less all rows is what is paid (835
# law of the transaction: CLP04 - PLB = BPR02), for every payee and run.


Carried = Literal["FB", "WO"]
OF_KIND = {"capitation": "CT", "budget": "PI"}  # capitation payment; periodic interim payment (RFI 427)
COLUMNS = (*PAYEE, "run_on", "code", "reference", "cents")
SEPARATORS, MOST_CHARACTERS = r"[*:^~\r\n]", 50  # that a reference cannot hold; that PLB03-2 can


def provider_adjustments(
    payment: ir.Table, remittance: ir.Table, refund: ir.Table, *, carried: Carried = "FB"
) -> ir.Table:
    """fund_id, payee_id, run_on, code, reference (strings), cents (int64), rows of 0 left out.

    L6 interest, CT capitation, PI instalments, each by claim or month; 72 a
    refund that came in since the payee's last remittance. What a payee owes is
    carried by "FB" (the balance before comes in under the trace that carried
    it, the balance after goes out under this one's; X12 RFI 1114 and 738) or
    by "WO" (by claim, the oldest recovered first: what of a reversal is not
    recovered in its own run goes out, what is recovered later comes in; RFI 1756).
    """
    numbered = traces(remittance)
    taken = _taken(numbered, refund)
    balances = _forwarded(numbered) if carried == "FB" else _recovered(payment, numbered)
    every = ibis.union(_interest(payment), _of_kinds(payment), _acknowledged(taken), balances)
    return every.filter(every.cents != 0)


def _row(rows: ir.Table, code: str | ir.Value, reference: ir.Value, cents: ir.Value) -> ir.Table:
    plain = reference.re_replace(SEPARATORS, "-").substr(0, MOST_CHARACTERS)
    value = code if isinstance(code, ir.Value) else ibis.literal(code)
    return rows.mutate(code=value, reference=plain, cents=cents.cast("int64")).select(*COLUMNS)


def _interest(payment: ir.Table) -> ir.Table:
    return _row(payment, "L6", payment.payable_id, -payment.interest_cents)


def _of_kinds(payment: ir.Table) -> ir.Table:
    rows = payment.filter(payment.kind.isin(list(OF_KIND)))
    return _row(rows, rows.kind.cases(*OF_KIND.items(), else_=""), rows.payable_id, -rows.amount_cents)


def _taken(numbered: ir.Table, refund: ir.Table) -> ir.Table:
    """Refunds with the run that takes them up: the payee's first on or after their day."""
    spans = numbered.select(*PAYEE, "run_on", "last_run")
    both = refund.inner_join(spans, list(PAYEE))
    return both.filter(
        (both.refunded_on <= both.run_on) & (both.last_run.isnull() | (both.refunded_on > both.last_run))
    )


def _acknowledged(taken: ir.Table) -> ir.Table:
    return _row(taken, "72", taken.reference, -taken.amount_cents)


def _forwarded(numbered: ir.Table) -> ir.Table:
    """FB, where the balance moves: a run that leaves it as it was says nothing of it (RFI 738)."""
    unmoved = (numbered.closing_cents == numbered.carried_cents) & (numbered.opening_cents == numbered.carried_cents)
    moved = numbered.filter(~unmoved)
    of_fund = ibis.window(group_by=[moved.fund_id, moved.payee_id], order_by=moved.run_on)
    moved = moved.mutate(before=ibis.coalesce(moved.trace.lag().over(of_fund), moved.trace))
    return _row(moved, "FB", moved.before, moved.carried_cents).union(
        _row(moved, "FB", moved.trace, -moved.closing_cents)
    )


def _recovered(payment: ir.Table, numbered: ir.Table) -> ir.Table:
    """WO: the running sum of reversals is met from its beginning by the running sum of what was recovered."""
    back = payment.filter(payment.step == "reversal")
    back = back.mutate(cents=-(back.amount_cents + back.interest_cents))
    back = back.mutate(until=running_sum(back.cents, within=PAYEE, order=("run_on", "payable_id", "version")))
    items = back.select(*PAYEE, "payable_id", "until", "cents", reversed_on="run_on")
    runs = numbered.mutate(
        owed_in_all=running_sum(numbered.reversed_cents, within=PAYEE, order=("run_on",)),
    )
    runs = runs.select(
        *PAYEE,
        "run_on",
        met=to_int64(runs.owed_in_all - runs.closing_cents),
        met_before=to_int64(runs.owed_in_all - runs.reversed_cents - runs.carried_cents),
    )
    both = runs.inner_join(items, list(PAYEE))
    both = both.filter(both.reversed_on <= both.run_on)
    begins = both.until - both.cents
    now = ibis.greatest(ibis.least(both.until, both.met) - ibis.greatest(begins, both.met_before), 0)
    left = ibis.ifelse(both.reversed_on == both.run_on, now - both.cents, now)
    return _row(both, "WO", both.payable_id, left)


# Whether all that was approved is paid, withheld or still due, to the cent, on any day.
#
# In: `payable`, `payment`, `remittance`, `refund`. Out: one row of sums and what is off.


OFF = ("off_registry_cents", "off_remittance_cents", "paid_twice")


def reconcile(payable: ir.Table, payment: ir.Table, remittance: ir.Table, refund: ir.Table, *, on: date) -> ir.Table:
    """One row, int64, at the end of day `on`.

    approved + interest + reversed = paid + withheld + due, where approved is the latest version of each payable
    and due what no run has taken up. `owed_cents` is what payees still owe: reversed less withheld and refunded.
    The three of `OFF` must be 0: what `approved` and the registry differ by beside `due`, what the registry and
    the remittances differ by, and versions that were paid or taken back more than once.
    """
    day = ibis.literal(on)
    done, remitted = payment.filter(payment.run_on <= day), remittance.filter(remittance.run_on <= day)
    back = refund.filter(refund.refunded_on <= day)
    latest, standing = in_force(payable, on), standing_payments(done)
    open_items = latest.anti_join(done.filter(done.step == "payment"), ["payable_id", "version"])
    replaced = standing.inner_join(latest.select("payable_id", newest="version"), "payable_id")
    replaced = replaced.filter(replaced.version < replaced.newest)
    keys = done.group_by("payable_id", "version", "step").aggregate(times=done.count())
    forward = done.step == "payment"
    sums = [
        _one(latest, approved_cents=latest.amount_cents.sum()),
        _one(open_items, open_cents=open_items.amount_cents.sum()),
        _one(replaced, replaced_cents=replaced.amount_cents.sum()),
        _one(
            done,
            net_cents=done.amount_cents.sum(),
            interest_cents=done.interest_cents.sum(),
            gross_cents=forward.ifelse(done.amount_cents + done.interest_cents, 0).sum(),
        ),
        _one(
            remitted,
            reversed_cents=remitted.reversed_cents.sum(),
            withheld_cents=remitted.withheld_cents.sum(),
            paid_cents=remitted.paid_cents.sum(),
        ),
        _one(back, refunded_cents=back.amount_cents.sum()),
        _one(keys, paid_twice=(keys.times - 1).sum()),
    ]
    row = sums[0]
    for other in sums[1:]:
        row = row.cross_join(other)
    due = row.open_cents - row.replaced_cents
    row = row.mutate(
        due_cents=due,
        owed_cents=row.reversed_cents - row.withheld_cents - row.refunded_cents,
        off_registry_cents=row.approved_cents - row.net_cents - due,
        off_remittance_cents=row.gross_cents - row.paid_cents - row.withheld_cents,
    )
    return row.drop("open_cents", "replaced_cents", "net_cents", "gross_cents")


def _one(rows: ir.Table, **sums: ir.Value) -> ir.Table:
    return rows.aggregate(**{name: ibis.coalesce(value, 0).cast("int64") for name, value in sums.items()})


TABLES: Mapping[str, type[Table]] = {"payment": Payment, "remittance": PayeeRemittance, "refund": Refund}
FILES = tuple(f"{name}.parquet" for name in TABLES)


def registry(con: Any, folder: Path) -> dict[str, ir.Table]:
    """The registry's tables by name; a folder or a file that does not exist has no row."""
    return {name: _so_far(con, folder / f"{name}.parquet", schema) for name, schema in TABLES.items()}


def existing_registry(con: Any, folder: Path) -> dict[str, ir.Table]:
    """`registry`, or BadInput where no run has written one."""
    if not (folder / "payment.parquet").is_file():
        problem = "is not a registry of payments: it has no payment.parquet"
        raise BadInput([Finding(str(folder), None, None, problem, "Make one with: cleanbill pay run")])
    return registry(con, folder)


@contextmanager
def with_rows(con: Any, folder: Path, added: Mapping[str, ir.Table]) -> Iterator[dict[str, ir.Table]]:
    """Adds rows to the registry in `folder`; gives it as it will be, and replaces it when the block ends well."""
    before = registry(con, folder)
    with staged(folder, names=FILES) as scratch:
        after = {}
        for name, schema in TABLES.items():
            rows = before[name].union(added[name]) if name in added else before[name]
            write_parquet(con, rows, scratch / f"{name}.parquet", schema=schema)
            after[name] = con.read_parquet(scratch / f"{name}.parquet")
        yield after


def _so_far(con: Any, path: Path, schema: type[Table]) -> ir.Table:
    if path.exists():
        rows: ir.Table = con.read_parquet(path)
        return rows.select(*ibis_schema(schema).names)
    empty: ir.Table = con.create_table(f"no_{path.stem}", schema=ibis_schema(schema), temp=True, overwrite=True)
    return empty


# Money that a payee sends back before a run withholds it: it lowers what the payee owes.
#
# Never below zero, never twice: the number of the cheque is its key, and what is
# given a second time changes nothing. The next remittance acknowledges it (PLB 72).


REFUND_KEY = ("fund_id", "payee_id", "reference")


@dataclass(frozen=True, slots=True)
class Cheque:
    """A row of `refund`."""

    fund_id: str
    payee_id: str
    reference: str
    refunded_on: date
    amount_cents: int


@dataclass(frozen=True, slots=True)
class Refunded:
    """Whether the cheque is new to the registry, and what the payee owes after it, in cents."""

    recorded: bool
    owed_cents: int


def refund_files(con: Any, folder: Path, cheque: Cheque) -> Refunded:
    """Adds `cheque` to the registry in `folder`, once.

    CleanbillError where it is more than the payee owes, where the same number
    stands there with another sum or day, and where a run closed the day.
    """
    registry = existing_registry(con, folder)
    owing = _owed_cents(con, registry, cheque)
    before = con.to_pyarrow(_same(registry["refund"], cheque)).to_pylist()
    if before:
        if before[0] != asdict(cheque):
            raise CleanbillError("This reference is recorded with another sum or day. Give each cheque its own number.")
        return Refunded(recorded=False, owed_cents=owing)
    _check(con, registry, cheque, owing)
    row = ibis.memtable([asdict(cheque)], schema=ibis_schema(Refund))
    with with_rows(con, folder, {"refund": row}):
        pass
    return Refunded(recorded=True, owed_cents=owing - cheque.amount_cents)


def _owed_cents(con: Any, registry: dict[str, ir.Table], cheque: Cheque) -> int:
    every = owed(registry["remittance"], registry["refund"])
    of_payee = every.filter((every.fund_id == cheque.fund_id) & (every.payee_id == cheque.payee_id))
    return int(con.to_pyarrow(of_payee.owed_cents.sum()).as_py() or 0)


def _same(refund: ir.Table, cheque: Cheque) -> ir.Table:
    return refund.filter([refund[name] == getattr(cheque, name) for name in REFUND_KEY])


def _check(con: Any, registry: dict[str, ir.Table], cheque: Cheque, owing: int) -> None:
    if cheque.amount_cents <= 0:
        raise CleanbillError("A refund is more than nothing. Give its sum in dollars.")
    if cheque.amount_cents > owing:
        raise CleanbillError(
            f"The payee owes {usd(owing)} to this fund, and {usd(cheque.amount_cents)} is more. "
            "Void or correct what was paid too much first, or send the rest back."
        )
    last = con.to_pyarrow(registry["payment"].run_on.max()).as_py()
    if last is not None and cheque.refunded_on <= last:
        raise CleanbillError(f"The run of {last} closed that day. Record the refund on a later one.")


# A payment run on files: a table of what is payable, and the folder that holds the registry.
#
# The registry is replaced whole or not at all, so a run that is broken off
# leaves it as it was.


@dataclass(frozen=True, slots=True)
class Ran:
    """What the run added, and the books after it (see `reconcile`)."""

    payees: int
    paid_cents: int
    interest_cents: int
    withheld_cents: int
    books: Mapping[str, int]


def run_files(con: Any, payable: Path, folder: Path, *, on: date, rule: PromptPay) -> Ran:
    """Runs day `on` and writes the registry again, unless the books after it do not reconcile.

    A folder that does not exist is a registry without a row. Raises BadInput
    where a file cannot be read or the folder holds something else, and
    BrokenLaw where the books after the run are off.
    """
    owed = read_table(con, payable, Payable)
    made = run(owed, *registry(con, folder).values(), on=on, rule=rule)
    added = {
        name: con.create_table(f"new_{name}", rows, temp=True, overwrite=True)
        for name, rows in (("payment", made.payment), ("remittance", made.remittance))
    }
    with with_rows(con, folder, added) as after:
        books = con.to_pyarrow(reconcile(owed, *after.values(), on=on)).to_pylist()[0]
        off = {name: books[name] for name in OFF if books[name]}
        if off:
            raise BrokenLaw(f"The registry of payments does not reconcile, so nothing was written: {off}.")
    return _as_ran(con, added["remittance"], books)


def _as_ran(con: Any, remittance: ir.Table, books: Mapping[str, int]) -> Ran:
    sums = remittance.aggregate(
        payees=remittance.count(),
        **{name: remittance[name].sum() for name in ("paid_cents", "interest_cents", "withheld_cents")},
    )
    row = con.to_pyarrow(sums).to_pylist()[0]
    return Ran(**{name: int(value or 0) for name, value in row.items()}, books=books)
