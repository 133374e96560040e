"""What the patient is asked for: the table `bill`, help with bills, and what is paid.

In: `settled_line` and guarantors with their draws. Out: one bill per claim with a patient share. Help, payment and what
a provider writes off leave the debt; law 3: share = assisted + paid + written off + debt.
Law: us/bill_payment, states/ma/hospital_assistance.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import blake2b
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from cleanbill import law
from cleanbill.core.money import WHOLE_BP
from cleanbill.core.tables import Table, column, ibis_schema
from cleanbill.engine import share_bp

# Financial assistance: hospital bills of poor families who apply are forgiven.
#
# Massachusetts' Health Safety Net; values and sources in
# law/states/ma/hospital_assistance.


def assistance(bills: ir.Table, rule: Mapping[str, Any]) -> ir.Table:
    """Adds `assisted_cents`: all of the share, or nothing."""
    qualifies = bills.benefit.isin(rule["benefits"]) & (bills.fpl_bp <= rule["up_to_fpl_bp"])
    applies = bills.applies_ppm * WHOLE_BP < rule["apply_bp"] * 1_000_000
    return bills.mutate(assisted_cents=ibis.ifelse(qualifies & applies, bills.patient_share_cents, 0).cast("int64"))


# Law 3: patient share = paid + assisted + written off + debt, per bill.


def bill_faults(bills: ir.Table) -> ir.Table:
    """One row: `bills`, `unbalanced`, and the share they add up to, `patient_share_cents`."""
    ends = bills.assisted_cents + bills.paid_cents + bills.written_off_cents + bills.debt_cents
    wrong = (ends != bills.patient_share_cents) | (bills.debt_cents < 0) | (bills.paid_cents < 0)
    return bills.aggregate(
        bills=bills.count().cast("int64"),
        unbalanced=wrong.cast("int64").sum().fill_null(0).cast("int64"),
        patient_share_cents=bills.patient_share_cents.sum().fill_null(0).cast("int64"),
    )


# Payment: which bills are left unpaid, by the family's income and the bill's size.
#
# Values and sources in law/us/bill_payment.


WHOLE_BP_SQUARED = 100_000_000


def payment(bills: ir.Table, rule: Mapping[str, Any]) -> ir.Table:
    """Adds `paid_cents`, `written_off_cents` and `debt_cents` to bills with `assisted_cents`."""
    asked = bills.patient_share_cents - bills.assisted_cents
    odds = _band(bills.fpl_bp, rule["in_debt_bp"], "up_to_fpl_bp") * _band(asked, rule["left_unpaid_bp"], "up_to_cents")
    # pays_ppm / 10^6 < odds / 10^8, in whole numbers
    on_credit = ~bills.benefit.isin(rule["paid_at_the_counter"]) & (asked > 0)
    unpaid = (bills.pays_ppm * (WHOLE_BP_SQUARED // 1_000_000) < odds) & on_credit
    paid = ibis.ifelse(unpaid, share_bp(asked, rule["paid_before_stopping_bp"]), asked).cast("int64")
    left = asked - paid
    small = left < rule["written_off_below_cents"]
    return bills.mutate(
        paid_cents=paid,
        written_off_cents=ibis.ifelse(small, left, 0).cast("int64"),
        debt_cents=ibis.ifelse(small, 0, left).cast("int64"),
    )


def _band(value: ir.IntegerValue, bands: list[Mapping[str, Any]], limit: str) -> ir.IntegerValue:
    """The share of the first band whose limit is not below `value`; the last has none."""
    branches = [(value <= band[limit], band["share_bp"]) for band in bands if band[limit] is not None]
    return ibis.cases(*branches, else_=bands[-1]["share_bp"]).cast("int64")


# The table `bill`.


CENTS = "cents"


class Bill(Table):
    """What a guarantor is asked for, for one claim, and how it ended."""

    __grain__ = "what a guarantor is asked for, per claim"
    __key__ = ("world", "claim_id")

    world: dt.String = column("public", "today or relief; the single payer leaves no bill")
    claim_id: dt.String = column("person", "the claim")
    person_id: dt.String = column("person", "the patient")
    guarantor_id: dt.String = column("person", "who is asked: the patient, or the head of a child's family")
    family_id: dt.String = column("person", "the guarantor's family")
    provider_id: dt.String = column("person", "who asks", nullable=True)
    benefit: dt.String = column("health", "kind of care")
    plan_id: dt.String = column("person", "the plan that left this share")
    service_date: dt.Date = column("health", "day of service")
    billed_on: dt.Date = column("person", "day of the first bill")
    patient_share_cents: dt.Int64 = column("person", "what is asked", unit=CENTS, ge=1)
    assisted_cents: dt.Int64 = column("person", "forgiven by financial assistance", unit=CENTS, ge=0)
    paid_cents: dt.Int64 = column("person", "paid by the guarantor", unit=CENTS, ge=0)
    written_off_cents: dt.Int64 = column("person", "a small remainder nobody pursues", unit=CENTS, ge=0)
    debt_cents: dt.Int64 = column("person", "left unpaid", unit=CENTS, ge=0)


# Turns settled lines into bills: one per claim with a patient share.
#
# In: `settled_line`, persons with their family's head, income as a share of the
# poverty guideline and lots. Out: `bill`. A child's bill goes to the head of
# the family.


ADULT_YEARS = 18


def bills(settled: ir.Table, payers: ir.Table, *, today: date) -> ir.Table:
    """`bill` for the lines of `settled`.

    `payers` has a row per person: person_id, birth_date, family_id, head_id,
    fpl_bp, and of the guarantor's lots `pays_ppm`, `applies_ppm` of the person
    and `head_pays_ppm`, `head_applies_ppm` of the head.
    """
    rule = law.parameter("us/bill_payment").at(today)
    help_rule = law.parameter("states/ma/hospital_assistance").at(today)
    asked = _guarantors(_per_claim(settled), payers)
    asked = asked.mutate(billed_on=asked.service_date + ibis.interval(days=rule["billed_after_days"]))
    ended = payment(assistance(asked, help_rule), rule)
    return ended.select(*ibis_schema(Bill).names)


def _per_claim(settled: ir.Table) -> ir.Table:
    owed = settled.filter(settled.patient_share_cents > 0)
    return owed.group_by("world", "claim_id").aggregate(
        person_id=owed.person_id.min(),
        provider_id=owed.provider_id.min(),
        benefit=owed.benefit.min(),
        plan_id=owed.plan_id.min(),
        service_date=owed.service_date.min(),
        patient_share_cents=owed.patient_share_cents.sum().cast("int64"),
    )


def _guarantors(asked: ir.Table, payers: ir.Table) -> ir.Table:
    joined = asked.inner_join(payers, "person_id")
    of_age = joined.birth_date + ibis.interval(years=ADULT_YEARS) <= joined.service_date
    return joined.mutate(
        guarantor_id=ibis.ifelse(of_age, joined.person_id, joined.head_id),
        pays_ppm=ibis.ifelse(of_age, joined.pays_ppm, joined.head_pays_ppm),
        applies_ppm=ibis.ifelse(of_age, joined.applies_ppm, joined.head_applies_ppm),
    )


# Lots drawn for each person: who leaves bills unpaid, and who applies for help.
#
# A lot is a keyed hash of the person and the seed, so it is the same on every
# engine, in every batch and row order. All bills of a guarantor share a lot:
# who cannot pay a small bill does not pay a larger one.


MILLION = 1_000_000


def draws(person_ids: Iterable[str], *, seed: int) -> pa.Table:
    """person_id, `pays_ppm` and `applies_ppm` in 0..999,999, and `patient_hash`.

    `patient_hash` is a 16-digit pseudonym: it keeps a person's accounts together. Who knows the seed and
    the ids can undo it, so it does not protect a file that leaves the house.
    """
    key = seed.to_bytes(16, "big", signed=True)
    ids = list(person_ids)
    digests = [blake2b(person.encode(), key=key, digest_size=24).digest() for person in ids]
    words = np.frombuffer(b"".join(digests), dtype=">u8").reshape(-1, 3)
    return pa.table(
        {
            "person_id": pa.array(ids, pa.string()),
            "pays_ppm": pa.array((words[:, 0] % MILLION).astype(np.int64)),
            "applies_ppm": pa.array((words[:, 1] % MILLION).astype(np.int64)),
            "patient_hash": pa.array([digest[16:].hex() for digest in digests], pa.string()),
        }
    )
