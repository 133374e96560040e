"""The tables `payable`, and of the registry `payment`, `remittance` (one payee in one run) and `refund`."""

from __future__ import annotations

import ibis.expr.datatypes as dt

from cleanbill.core.tables import Table, column

CENTS = "cents"
KINDS = ("claim", "capitation", "budget")


class Payable(Table):
    """What is owed to a payee under one version of a claim, or for a month. A later version replaces it whole."""

    __grain__ = "a version of a claim, of a month's capitation or of a month of a budget"
    __key__ = ("payable_id", "version")

    payable_id: dt.String = column("person", "the claim, or the payee's month")
    version: dt.Int64 = column("person", "from 1; a replacement or void is the next", ge=1)
    kind: dt.String = column("public", "claim, capitation or budget", isin=list(KINDS))
    payee_id: dt.String = column("person", "who is paid; empty waits until it is known", nullable=True)
    fund_id: dt.String = column("public", "the fund that pays")
    received_on: dt.Date = column("health", "day on which the completed claim of this version was received")
    approved_on: dt.Date = column("health", "day from which it may be paid")
    clean: dt.Boolean = column("health", "whether interest runs when it is paid late")
    amount_cents: dt.Int64 = column("health", "the whole sum under this version; 0 where void", unit=CENTS, ge=0)


class Payment(Table):
    """The registry: each version is paid once and taken back once, at most."""

    __grain__ = "a version that a run paid or took back"
    __key__ = ("payable_id", "version", "step")

    payable_id: dt.String = column("person", "the claim, or the payee's month")
    version: dt.Int64 = column("person", "the version", ge=1)
    step: dt.String = column("public", "payment, or reversal once a later version replaces it")
    kind: dt.String = column("public", "claim, capitation or budget", isin=list(KINDS))
    payee_id: dt.String = column("person", "who is paid")
    fund_id: dt.String = column("public", "the fund that pays")
    run_on: dt.Date = column("public", "day of the run")
    amount_cents: dt.Int64 = column("health", "the sum; negative in a reversal", unit=CENTS)
    interest_cents: dt.Int64 = column("health", "prompt-pay interest; negative in a reversal", unit=CENTS)
    late_days: dt.Int64 = column("health", "days that interest was counted for", unit="days", ge=0)


class PayeeRemittance(Table):
    """What one run did for one payee: opening + reversed - withheld = closing, gross - withheld = paid."""

    __grain__ = "a payee in a run of a fund"
    __key__ = ("fund_id", "payee_id", "run_on")

    fund_id: dt.String = column("public", "the fund that pays")
    payee_id: dt.String = column("public", "who is paid")
    run_on: dt.Date = column("public", "day of the run")
    claims_cents: dt.Int64 = column("public", "claims, reversals taken off", unit=CENTS)
    capitation_cents: dt.Int64 = column("public", "capitation, reversals taken off", unit=CENTS)
    budget_cents: dt.Int64 = column("public", "budget instalments, reversals taken off", unit=CENTS)
    interest_cents: dt.Int64 = column("public", "interest, reversals taken off", unit=CENTS)
    gross_cents: dt.Int64 = column("public", "payments with interest, before anything is taken off", unit=CENTS, ge=0)
    reversed_cents: dt.Int64 = column("public", "taken back by this run's reversals", unit=CENTS, ge=0)
    opening_cents: dt.Int64 = column("public", "what the payee owed before", unit=CENTS, ge=0)
    withheld_cents: dt.Int64 = column("public", "kept back against what the payee owes", unit=CENTS, ge=0)
    paid_cents: dt.Int64 = column("public", "money that goes out", unit=CENTS, ge=0)
    closing_cents: dt.Int64 = column("public", "what the payee still owes", unit=CENTS, ge=0)


class Refund(Table):
    """Money that a payee sent back of its own accord; a reference is taken once."""

    __grain__ = "a cheque or transfer from a payee"
    __key__ = ("fund_id", "payee_id", "reference")

    fund_id: dt.String = column("public", "the fund that it was paid back to")
    payee_id: dt.String = column("public", "who paid it back")
    reference: dt.String = column("public", "number of the cheque or transfer")
    refunded_on: dt.Date = column("public", "day on which it came in")
    amount_cents: dt.Int64 = column("public", "the sum, never more than the payee owes", unit=CENTS, ge=1)
