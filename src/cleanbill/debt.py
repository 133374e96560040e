"""Debt: bills left unpaid become accounts, which are offered once old enough and barred once too old to be sued for.

In: `bill` and guarantors. Out: `account`, the canonical columns of a debt portfolio.
Law: us/debt_sale, us/limitation_years, states/*/limitation.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cache

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from cleanbill import law
from cleanbill.core.tables import Table, column, ibis_schema

# The table `account`: the canonical columns of a debt portfolio.
#
# Columns follow what sellers pass on (Federal Trade Commission, "The Structure
# and Practices of the Debt Buying Industry", 2013). A file made from bills has
# no names or addresses, and what is not known is null, never guessed.


CENTS = "cents"


class Account(Table):
    """A debt that a holder offers or owns."""

    __grain__ = "a debt that a holder offers or owns"
    __key__ = ("holder", "account_id")

    holder: dt.String = column("person", "who owns the debt and may sell it")
    account_id: dt.String = column("person", "the holder's number for it")
    orig_account: dt.String = column("person", "the provider's number: the claim")
    orig_creditor: dt.String = column("person", "the provider that gave the care", nullable=True)
    patient_id: dt.String = column("person", "pseudonym of the guarantor, the same in every portfolio of a run")
    first_name: dt.String = column("identity", "first name", nullable=True)
    last_name: dt.String = column("identity", "last name", nullable=True)
    birth_date: dt.Date = column("identity", "date of birth of the guarantor", nullable=True)
    ssn_last4: dt.String = column("identity", "last four digits of the Social Security number", nullable=True)
    address: dt.String = column("identity", "street address", nullable=True)
    city: dt.String = column("identity", "city", nullable=True)
    state: dt.String = column("person", "state of residence, two letters", nullable=True)
    zip: dt.String = column("identity", "ZIP code", nullable=True)
    county_fips: dt.String = column("person", "county of residence, five digits", nullable=True)
    address_as_of: dt.Date = column("person", "day on which the address was known to hold", nullable=True)
    date_of_service: dt.Date = column("health", "day of service")
    original_balance_cents: dt.Int64 = column("person", "what was asked", unit=CENTS, ge=0)
    current_balance_cents: dt.Int64 = column("person", "the face: what is left", unit=CENTS, ge=1)
    interest_fees_cents: dt.Int64 = column("person", "interest and fees within the face", unit=CENTS, ge=0)
    last_payment_date: dt.Date = column("person", "day of the last payment", nullable=True)
    last_payment_cents: dt.Int64 = column("person", "the last payment", unit=CENTS, nullable=True)
    charge_off_date: dt.Date = column("person", "day it left the provider's books", nullable=True)
    placement_status: dt.String = column("person", "provider, agency or buyer", nullable=True)
    placement_count: dt.Int64 = column("person", "collectors it has been placed with", nullable=True)
    sol_date: dt.Date = column("person", "day from which it can no longer be sued for", nullable=True)
    judgment_flag: dt.Boolean = column("person", "a court has ruled for the holder", nullable=True)
    lien_flag: dt.Boolean = column("person", "a lien secures it", nullable=True)
    bureau_reported: dt.Boolean = column("person", "on the credit report", nullable=True)
    insurance_status: dt.String = column("person", "the plan that left this share", nullable=True)
    medicaid_flag: dt.Boolean = column("person", "the patient has MassHealth", nullable=True)
    payment_plan_flag: dt.Boolean = column("person", "being paid in instalments", nullable=True)
    bankruptcy_chapter: dt.Int64 = column("person", "7 or 13, if any", nullable=True)
    bankruptcy_discharged: dt.Boolean = column("person", "a bankruptcy court has discharged it", nullable=True)
    deceased_flag: dt.Boolean = column("person", "the guarantor has died", nullable=True)
    deceased_date: dt.Date = column("identity", "day of death, if any", nullable=True)
    dispute_flag: dt.Boolean = column("person", "the patient disputes it", nullable=True)
    paid_flag: dt.Boolean = column("person", "paid or written off already", nullable=True)
    litigation_flag: dt.Boolean = column("person", "sued for, and no court has ruled", nullable=True)
    attorney_flag: dt.Boolean = column("person", "a lawyer speaks for the patient", nullable=True)
    cease_flag: dt.Boolean = column("person", "the patient asked in writing for no more contact", nullable=True)
    minor_flag: dt.Boolean = column("person", "the patient was under 18", nullable=True)
    confidential_flag: dt.Boolean = column("person", "their address is kept confidential by law", nullable=True)
    language: dt.String = column("person", "language of the guarantor", nullable=True)
    est_income_cents: dt.Int64 = column("person", "family income", unit="cents a year", nullable=True)
    household_size: dt.Int64 = column("person", "people in the family", nullable=True)
    fpl_bp: dt.Int64 = column("person", "income as a share of the poverty guideline", unit="bp", nullable=True)
    age_days: dt.Int64 = column("person", "days from service to today", unit="days", ge=0)
    sale_price_cents: dt.Int64 = column("person", "price asked, where the holder names one", unit=CENTS, nullable=True)


# Unpaid bills become accounts, and are offered once they are old enough.
#
# In: `bill` and the guarantors. Out: `account`, those bills with a debt whose
# first bill is at least `offered_after_days` old on `today`
# (law/us/debt_sale, law/states/ma/limitation).


MEDICAID_PLANS = ("masshealth", "medicare-masshealth")


def accounts(bills: ir.Table, guarantors: ir.Table, *, today: date) -> ir.Table:
    """`account` offered on `today`.

    `guarantors` has a row per person: person_id, patient_hash, birth_date,
    county_fips, and of the family size, income_cents and fpl_bp. Names are not
    among them: the file is made without.
    """
    sale = law.parameter("us/debt_sale").at(today)
    years = law.parameter("states/ma/limitation").at(today)
    day = ibis.literal(today)
    old_enough = bills.billed_on + ibis.interval(days=sale["offered_after_days"]) <= day
    unpaid = bills.filter((bills.debt_cents > 0) & old_enough).select(
        "claim_id", "provider_id", "guarantor_id", "person_id", "plan_id", "service_date", "billed_on",
        "patient_share_cents", "paid_cents", "debt_cents",
    )  # fmt: skip
    owing = unpaid.inner_join(guarantors, unpaid.guarantor_id == guarantors.person_id)
    charge_off = owing.billed_on + ibis.interval(days=sale["charged_off_after_days"])
    known = owing.mutate(
        holder=ibis.coalesce(owing.provider_id, "unknown provider"),
        account_id=ibis.literal("A") + owing.claim_id,
        orig_account=owing.claim_id,
        orig_creditor=owing.provider_id,
        patient_id=owing.patient_hash,
        state=ibis.literal("MA"),
        date_of_service=owing.service_date,
        original_balance_cents=owing.patient_share_cents,
        current_balance_cents=owing.debt_cents,
        interest_fees_cents=ibis.literal(0, "int64"),
        charge_off_date=ibis.ifelse(charge_off <= day, charge_off, None),
        placement_status=ibis.literal("provider"),
        placement_count=ibis.literal(0, "int64"),
        sol_date=owing.service_date + ibis.interval(years=years),
        last_payment_cents=ibis.ifelse(owing.paid_cents > 0, owing.paid_cents, None),
        insurance_status=owing.plan_id,
        medicaid_flag=owing.plan_id.isin(MEDICAID_PLANS),
        minor_flag=owing.guarantor_id != owing.person_id,
        est_income_cents=owing.income_cents,
        household_size=owing.size,
        age_days=day.delta(owing.service_date, unit="day").cast("int64"),
    ).drop("birth_date")
    return _with_unknowns(known)


def _with_unknowns(known: ir.Table) -> ir.Table:
    """All columns of `account`; those that a file made from bills cannot know are null."""
    schema = ibis_schema(Account)
    unknown = {name: ibis.null(kind) for name, kind in schema.items() if name not in known.columns}
    return known.mutate(**unknown).select(*schema.names)


# When a debt can no longer be sued for: the day that the file gives, else its state's years from the last payment.
#
# In: accounts (state, sol_date, last_payment_date, date_of_service, judgment_flag). Out: a date or a boolean of each.
# Law: us/limitation_years, and states/*/limitation for the states that have their own.


OWN = {"MA": "states/ma/limitation"}


def barred(accounts: ir.Table, today: date) -> ir.BooleanValue:
    """Whether each debt can be sued for no more on `today`; a judgment can, and so can what is not known."""
    late = (barred_from(accounts, today) <= ibis.literal(today)).fill_null(False)
    return late & ~accounts.judgment_flag.fill_null(False)


def barred_from(accounts: ir.Table, today: date) -> ir.DateValue:
    """The first day on which each debt can no longer be sued for, by the law of `today`; null where it is not known."""
    begun = ibis.coalesce(accounts.last_payment_date, accounts.date_of_service)
    cases = [
        ((begun >= ibis.literal(since)) & accounts.state.isin(states), begun + ibis.interval(years=years))
        for since, years, states in _lines(today)
    ]
    return ibis.coalesce(accounts.sol_date, ibis.cases(*cases).cast("date"))


@cache
def _lines(today: date) -> list[tuple[date, int, list[str]]]:
    """Day, years and states to which they have applied since, the latest day first."""
    by_term: dict[tuple[date, int], list[str]] = defaultdict(list)
    for since, by_state in law.parameter("us/limitation_years").values.items():
        for state, years in by_state.items():
            by_term[since, years].append(state)
    for state, path in OWN.items():
        for since, years in law.parameter(path).values.items():
            by_term[since, years].append(state)
    begun = [(since, years, sorted(states)) for (since, years), states in by_term.items() if since <= today]
    return sorted(begun, key=lambda line: (line[0], line[1]), reverse=True)
