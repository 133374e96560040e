"""Posts what was approved and what a run paid to the ledger, and holds the books against the registry.

In: `payable` and `remittance` of cleanbill.payer.paying. Out: entries, one a
day and fund for what was approved and one a run and fund for what was paid.
The ledger knows nothing of claims, and the payer nothing of the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.core.errors import CleanbillError
from cleanbill.fund import CASH
from cleanbill.ledger import Entry, Ledger, Posting, entry

PAYABLE, RECEIVABLE, INTEREST = "liabilities:accounts payable", "assets:owed by payees", "expenses:prompt-pay interest"
EXPENSE = {"claim": "expenses:claims", "capitation": "expenses:capitation", "budget": "expenses:hospital budgets"}


def post_approved(con: Any, payable: ir.Table, ledger: Ledger, *, on: date) -> Ledger:
    """The ledger with what became owed on day `on`: versions approved that day, less what they replace.

    A version must be approved no earlier than the one before it. Raises
    CleanbillError where the day was posted before.
    """
    in_order = ibis.window(group_by="payable_id", order_by="version")
    stepped = payable.mutate(before=ibis.coalesce(payable.amount_cents.lag().over(in_order), 0))
    changed = stepped.mutate(step_cents=stepped.amount_cents - stepped.before)
    today = changed.filter(changed.approved_on == ibis.literal(on))
    summed = today.group_by("fund_id", "kind").aggregate(cents=today.step_cents.sum().cast("int64"))
    rows = sorted(con.to_pyarrow(summed).to_pylist(), key=lambda row: (row["fund_id"], row["kind"]))
    funds = sorted({row["fund_id"] for row in rows})
    return ledger.post(*(_approved(on, fund, [row for row in rows if row["fund_id"] == fund]) for fund in funds))


def post_run(con: Any, remittance: ir.Table, ledger: Ledger, *, on: date) -> Ledger:
    """The ledger with the run of day `on`: what was paid, withheld, taken back, and interest.

    Raises CleanbillError where a fund has less cash than the run pays, or the run was posted before.
    """
    names = ("interest_cents", "gross_cents", "reversed_cents", "withheld_cents", "paid_cents")
    of_run = remittance.filter(remittance.run_on == ibis.literal(on))
    summed = of_run.group_by("fund_id").aggregate(**{name: of_run[name].sum().cast("int64") for name in names})
    rows = sorted(con.to_pyarrow(summed).to_pylist(), key=lambda row: str(row["fund_id"]))
    for row in rows:
        if row["paid_cents"] > ledger.balance(CASH, row["fund_id"]):
            raise CleanbillError(f"Fund {row['fund_id']} has less cash than the run of {on} pays. Put money in first.")
    return ledger.post(*(_ran(on, row) for row in rows))


def _approved(on: date, fund: str, rows: Iterable[Mapping[str, Any]]) -> Entry:
    postings = [Posting(EXPENSE[row["kind"]], fund, row["cents"]) for row in rows]
    owed = sum(posting.cents for posting in postings)
    return entry(f"approved-{on}-{fund}", on, "approved", *postings, Posting(PAYABLE, fund, -owed))


def _ran(on: date, row: Mapping[str, Any]) -> Entry:
    fund = row["fund_id"]
    settled = row["gross_cents"] - row["reversed_cents"] - row["interest_cents"]
    return entry(
        f"run-{on}-{fund}",
        on,
        "payment run",
        Posting(PAYABLE, fund, settled),
        Posting(INTEREST, fund, row["interest_cents"]),
        Posting(RECEIVABLE, fund, row["reversed_cents"] - row["withheld_cents"]),
        Posting(CASH, fund, -row["paid_cents"]),
    )
