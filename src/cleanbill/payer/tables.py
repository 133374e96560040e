"""The tables of what becomes of lines: settled, unsettled, priced, adjusted, compared, corrected, and balances."""

from __future__ import annotations

import ibis.expr.datatypes as dt

from cleanbill.care import BENEFITS
from cleanbill.core.tables import Table, column

CENTS = "cents"
KEY = ("plan_id", "claim_id", "line")  # tells a line under a plan from every other


class SettledLine(Table):
    """A claim line under one world's rules; its shares add up to the charge."""

    __grain__ = "a claim line under one world's rules"
    __key__: tuple[str, ...] = ("world", "claim_id", "line")

    world: dt.String = column("public", "today, relief or single-payer")
    claim_id: dt.String = column("person", "the claim")
    line: dt.Int32 = column("person", "line number within the claim")
    person_id: dt.String = column("person", "the patient")
    provider_id: dt.String = column("person", "who asks for the money", nullable=True)
    plan_id: dt.String = column("person", "the plan it was settled under")
    service_date: dt.Date = column("health", "day of service")
    benefit: dt.String = column("health", "kind of care", isin=list(BENEFITS))
    charge_cents: dt.Int64 = column("health", "what the provider asks", unit=CENTS, ge=0)
    allowed_cents: dt.Int64 = column("health", "what the plan's price list allows", unit=CENTS, ge=0)
    contractual_cents: dt.Int64 = column("health", "written down: charge less allowed (CO-45)", unit=CENTS, ge=0)
    plan_paid_cents: dt.Int64 = column("health", "paid by the plan", unit=CENTS, ge=0)
    other_payer_cents: dt.Int64 = column("health", "paid by another payer", unit=CENTS, ge=0)
    deductible_cents: dt.Int64 = column("health", "patient share: deductible (PR-1)", unit=CENTS, ge=0)
    coinsurance_cents: dt.Int64 = column("health", "patient share: coinsurance (PR-2)", unit=CENTS, ge=0)
    copay_cents: dt.Int64 = column("health", "patient share: copay (PR-3)", unit=CENTS, ge=0)
    not_covered_cents: dt.Int64 = column(
        "health", "patient share: not covered (PR-96), or billed above the allowed (PR-45)", unit=CENTS, ge=0
    )
    patient_share_cents: dt.Int64 = column("health", "the four together", unit=CENTS, ge=0)
    other_cents: dt.Int64 = column("health", "other adjustments (OA, PI)", unit=CENTS, ge=0)


class UnsettledLine(Table):
    """A line that was not settled: it waits for a price, or a later claim took it out."""

    __grain__ = "a line that was not settled under a plan, with the reason"
    __key__ = ("plan_id", "claim_id", "line")

    plan_id: dt.String = column("person", "the plan it would be settled under")
    claim_id: dt.String = column("person", "the claim")
    line: dt.Int32 = column("person", "line number within the claim")
    person_id: dt.String = column("person", "the patient")
    service_date: dt.Date = column("health", "day of service")
    charge_cents: dt.Int64 = column("health", "what the provider asks", unit=CENTS, ge=0)
    status: dt.String = column("health", "pended, replaced or voided", isin=["pended", "replaced", "voided"])
    reason: dt.String = column("health", "why")
    by_claim_id: dt.String = column("person", "the claim that replaced or voided it", nullable=True)


class Correction(SettledLine):
    """A settled line that an earlier result had otherwise, or had not."""

    __grain__ = "a settled line that is taken back, or that stands in its place"
    __key__ = ("plan_id", "what", "claim_id", "line")

    what: dt.String = column("public", "taken back or corrected", isin=["taken back", "corrected"])


class Adjustment(Table):
    """A reason for cents of a charge that the plan did not pay, as a remittance's CAS would give it."""

    __grain__ = "a reason for some cents of a claim line under a plan"
    __key__ = ("plan_id", "claim_id", "line", "rule")

    plan_id: dt.String = column("person", "the plan it was settled under")
    claim_id: dt.String = column("person", "the claim")
    line: dt.Int32 = column("person", "line number within the claim")
    group: dt.String = column("health", "who bears it: CO, PR, OA or PI", isin=["CO", "PR", "OA", "PI"])
    carc: dt.String = column("health", "claim adjustment reason code")
    rarc: dt.String = column("health", "remark code, where the trade requires one", nullable=True)
    cents: dt.Int64 = column("health", "how much of the charge", unit=CENTS, ge=0)
    rule: dt.String = column("public", "the rule that fired")
    source: dt.String = column("public", "where the rule stands")
    since: dt.Date = column("public", "first day of the rule as applied")


class ComparedClaim(Table):
    """A claim under one of several plans, beside the first of them."""

    __grain__ = "a claim under a plan"
    __key__ = ("plan_id", "claim_id")

    plan_id: dt.String = column("person", "the plan it was settled under")
    claim_id: dt.String = column("person", "the claim")
    person_id: dt.String = column("person", "the patient")
    service_date: dt.Date = column("health", "first day of service")
    status: dt.String = column("health", "the first that any of its lines is: paid, pended, denied, replaced, voided")
    lines: dt.Int64 = column("health", "how many lines", unit="lines", ge=1)
    charge_cents: dt.Int64 = column("health", "what the provider asks", unit=CENTS, ge=0)
    allowed_cents: dt.Int64 = column("health", "what the plan's price list allows", unit=CENTS, ge=0)
    contractual_cents: dt.Int64 = column("health", "written down (CO)", unit=CENTS, ge=0)
    plan_paid_cents: dt.Int64 = column("health", "paid by the plan", unit=CENTS, ge=0)
    other_payer_cents: dt.Int64 = column("health", "paid by another payer", unit=CENTS, ge=0)
    patient_share_cents: dt.Int64 = column("health", "left to the patient (PR)", unit=CENTS, ge=0)
    other_cents: dt.Int64 = column("health", "other adjustments (OA, PI)", unit=CENTS, ge=0)
    plan_paid_difference_cents: dt.Int64 = column("health", "plan paid, less that of the first plan", unit=CENTS)
    patient_share_difference_cents: dt.Int64 = column("health", "patient share, less that of the first", unit=CENTS)


class PricedLine(Table):
    """The price of a line by fee schedules, or the reason why it has none."""

    __grain__ = "a line and its price by fee schedules"
    __key__ = ("claim_id", "line")

    claim_id: dt.String = column("person", "the claim")
    line: dt.Int32 = column("person", "line number within the claim")
    price_cents: dt.Int64 = column("health", "the schedule's price of the line", unit=CENTS, ge=0, nullable=True)
    price_rule: dt.String = column("public", "the rule that priced it", nullable=True)
    price_source: dt.String = column("public", "the schedule, as its file names itself", nullable=True)
    pended_reason: dt.String = column("public", "why it has no price", nullable=True)


class Balance(Table):
    """What of a plan year's limits is used: at the end of one run, and so at the start of the next."""

    __grain__ = "what a person, or a family through people who left, has used of a plan year's limits"
    __key__ = ("plan_id", "year", "accumulator", "family_id", "person_id")

    plan_id: dt.String = column("person", "the plan")
    year: dt.Int64 = column("public", "the plan year", unit="year")
    accumulator: dt.String = column("public", "the plan's name for what its limits run over")
    family_id: dt.String = column("person", "the family")
    person_id: dt.String = column("person", "the person; empty for what others of the family used", nullable=True)
    deductible_cents: dt.Int64 = column("health", "used of the deductible", unit=CENTS, ge=0)
    limit_cents: dt.Int64 = column("health", "used of the out-of-pocket limit", unit=CENTS, ge=0)
