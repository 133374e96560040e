"""The table `account`: the canonical columns of a debt portfolio.

Columns follow what sellers pass on (Federal Trade Commission, "The Structure
and Practices of the Debt Buying Industry", 2013). A file made from bills has
no names or addresses, and what is not known is null, never guessed.
"""

from __future__ import annotations

import ibis.expr.datatypes as dt

from cleanbill.core.tables import Table, column

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
