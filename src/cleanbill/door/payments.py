"""Paying from Python: what settled claims make payable, payment runs, money sent back, and remittances (X12 835).

In: the folder that `settle` wrote, a registry of what was paid so far, who pays and who is paid. Out: files, and what
was written in counts and cents. The commands of `pay` and `remit` call these functions and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from cleanbill.core.errors import CleanbillError
from cleanbill.engine import connect
from cleanbill.payer.payment_run import (
    Carried,
    Cheque,
    PayableCounts,
    PayRequest,
    PromptPay,
    Ran,
    Refunded,
    RemitInputs,
    Written,
    massachusetts,
    medicare,
    payable_files,
    refund_files,
    remit_files,
    run_files,
)
from cleanbill.payer.x835 import BalanceCheck, check

INTEREST_RULES = ("massachusetts", "medicare")
CARRIED: Mapping[str, Carried] = {"balance": "FB", "claim": "WO"}  # how what is owed is told in an 835


def make_payable(
    settled: Path,
    out: Path,
    *,
    fund: str,
    received: date | None = None,
    approved: date | None = None,
    receipts: Path | None = None,
    earlier: Path | None = None,
    plan: str | None = None,
) -> PayableCounts:
    """Writes payable.parquet into folder `out`: a row for each claim of the folder `settled`, what the plan pays of it.

    Claims came in on the day `received`, or as the table `receipts` says; of what stands in `earlier` only changes
    are added. Raises BadInput with every fault of the files, CleanbillError where nothing says when claims came in.
    """
    if received is None and receipts is None:
        raise CleanbillError("When did the claims come in? Give --received DAY for all, or --receipts FILE.")
    request = PayRequest(
        settled=settled, plan=plan, fund_id=fund, received_on=received, approved_on=approved, receipts=receipts,
        earlier=earlier,
    )  # fmt: skip
    return payable_files(connect("duckdb"), request, out)


def pay_due(payable: Path, registry: Path, on: date, *, rule: str = "massachusetts", rate: str | None = None) -> Ran:
    """Pays on a day what is due and was never paid, with interest where late; the same day again changes nothing.

    `rule` is one of INTEREST_RULES, `rate` Medicare's percent a year. Raises BadInput with every fault of the files,
    BrokenLaw where the books after the run are off.
    """
    return run_files(connect("duckdb"), payable, registry, on=on, rule=_prompt_pay(rule, rate, on))


def _prompt_pay(name: str, rate: str | None, on: date) -> PromptPay:
    if name not in INTEREST_RULES:
        raise CleanbillError(f"--rule {name} is not known. Give one of {', '.join(INTEREST_RULES)}.")
    if name == "massachusetts":
        if rate is not None:
            raise CleanbillError("--rate is for --rule medicare; the rate of Massachusetts is in its statute.")
        return massachusetts(on)
    return medicare(on, year=None if rate is None else _hundred_thousandths(rate))


def _hundred_thousandths(percent: str) -> int:
    try:
        exact = Decimal(percent) * 1_000
    except InvalidOperation:
        exact = Decimal(-1)
    if not 0 <= exact <= 100_000 or exact != exact.to_integral_value():
        raise CleanbillError(f"--rate {percent} is not a rate. Give percent a year with three decimals at most: 4.625.")
    return int(exact)


def record_refund(registry: Path, *, fund: str, payee: str, cents: int, reference: str, on: date) -> Refunded:
    """Records money that a payee sent back: it owes less, never below zero, and a `reference` counts once."""
    return refund_files(connect("duckdb"), registry, Cheque(fund, payee, reference, on, cents))


def write_remittances(
    registry: Path,
    settled: Path,
    out: Path,
    *,
    on: date,
    payer: Path,
    payees: Path,
    claims: Path | None = None,
    before: Path | None = None,
    plan: str | None = None,
    owed_by: str = "balance",
) -> Sequence[Written]:
    """Writes the remittances (X12 835) of the run of a day into folder `out`, a file for each fund and payee.

    `before` is the settled result of versions that are taken back; what is owed is told by `owed_by`, one of CARRIED.
    They hold health data. Raises BadInput with every fault of the files, BrokenLaw where the registry is off.
    """
    if owed_by not in CARRIED:
        raise CleanbillError(f"--owed-by {owed_by} is not known. Give one of {', '.join(CARRIED)}.")
    inputs = RemitInputs(registry, settled, payer, payees, plan, before, claims)
    return remit_files(connect("duckdb"), inputs, out, on=on, carried=CARRIED[owed_by])


def check_remittances(files: Sequence[Path]) -> tuple[BalanceCheck, ...]:
    """Whether each X12 835 file balances at line, claim and transaction level, and where not; no person is named."""
    return tuple(check(path, file=path.name) for path in files)
