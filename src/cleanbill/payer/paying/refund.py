"""Money that a payee sends back before a run withholds it: it lowers what the payee owes.

Never below zero, never twice: the number of the cheque is its key, and what is
given a second time changes nothing. The next remittance acknowledges it (PLB 72).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import usd
from cleanbill.core.tables import ibis_schema
from cleanbill.payer.paying.registry import existing_registry, with_rows
from cleanbill.payer.paying.run import owed
from cleanbill.payer.paying.tables import Refund

KEY = ("fund_id", "payee_id", "reference")


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
    held = existing_registry(con, folder)
    owing = _owing(con, held, cheque)
    before = con.to_pyarrow(_same(held["refund"], cheque)).to_pylist()
    if before:
        if before[0] != asdict(cheque):
            raise CleanbillError("This reference is recorded with another sum or day. Give each cheque its own number.")
        return Refunded(recorded=False, owed_cents=owing)
    _check(con, held, cheque, owing)
    row = ibis.memtable([asdict(cheque)], schema=ibis_schema(Refund))
    with with_rows(con, folder, {"refund": row}):
        pass
    return Refunded(recorded=True, owed_cents=owing - cheque.amount_cents)


def _owing(con: Any, held: dict[str, ir.Table], cheque: Cheque) -> int:
    every = owed(held["remittance"], held["refund"])
    mine = every.filter((every.fund_id == cheque.fund_id) & (every.payee_id == cheque.payee_id))
    return int(con.to_pyarrow(mine.owed_cents.sum()).as_py() or 0)


def _same(refund: ir.Table, cheque: Cheque) -> ir.Table:
    return refund.filter([refund[name] == getattr(cheque, name) for name in KEY])


def _check(con: Any, held: dict[str, ir.Table], cheque: Cheque, owing: int) -> None:
    if cheque.amount_cents <= 0:
        raise CleanbillError("A refund is more than nothing. Give its sum in dollars.")
    if cheque.amount_cents > owing:
        raise CleanbillError(
            f"The payee owes {usd(owing)} to this fund, and {usd(cheque.amount_cents)} is more. "
            "Void or correct what was paid too much first, or send the rest back."
        )
    last = con.to_pyarrow(held["payment"].run_on.max()).as_py()
    if last is not None and cheque.refunded_on <= last:
        raise CleanbillError(f"The run of {last} closed that day. Record the refund on a later one.")
