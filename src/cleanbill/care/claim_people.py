"""The people that claims name, and the plan that their claims say they are under.

Claim tables in, tables `person` and `cover` out. Claims say nothing of income
or household: each patient is a household of one with the state's median income
(care/data/synthea.yaml, an assumption). Plans follow SBR09 (care/data/filing.yaml).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from cleanbill.care.meps import data_file

Born = Mapping[str, tuple[date | None, str | None]]  # person_id -> date of birth and sex


def claim_people(header: ir.Table, born: Born) -> ir.Table:
    """Table `person`: patients of accepted claims whose date of birth the claims, or `born`, tell."""
    rows = [{"person_id": who, "told_birth": birth, "told_sex": sex} for who, (birth, sex) in born.items()]
    kinds = pa.schema([("person_id", pa.string()), ("told_birth", pa.date32()), ("told_sex", pa.string())])
    told = ibis.memtable(pa.Table.from_pylist(rows, schema=kinds))
    named = header.filter(header.status == "accepted").group_by("person_id")
    both = named.aggregate(birth=header.birth_date.min(), sex=header.sex.min()).left_join(told, "person_id")
    income = ibis.literal(data_file("synthea")["income"]["household_cents"], "int64")
    sex = both.sex.coalesce(both.told_sex)
    people = both.select(
        person_id=both.person_id,
        household_id=both.person_id,
        family_id=both.person_id,
        birth_date=both.birth.coalesce(both.told_birth),
        sex=ibis.ifelse(sex == "M", "M", "F"),
        county_fips=ibis.null("string"),
        wages_cents=ibis.literal(0, "int64"),
        self_employment_cents=ibis.literal(0, "int64"),
        other_income_cents=income,
        income_cents=income,
    )
    return people.filter(people.birth_date.notnull())


def claim_plans(header: ir.Table, other_payer: ir.Table) -> ir.Table:
    """person_id and plan_id of each person whose claims name a kind of payer that is known."""
    accepted = header.filter(header.status == "accepted")
    others = other_payer.join(accepted.select("claim_id", "person_id"), "claim_id").filter(other_payer.line == 0)
    codes = accepted.select("person_id", "filing_code").union(others.select("person_id", "filing_code"))
    words = data_file("filing")
    kinds = {kind for parts, _ in words["plan"] for kind in parts}
    has = {
        kind: codes.filing_code.isin([code for code, named in words["code"].items() if named == kind])
        .fill_null(False)
        .any()
        for kind in sorted(kinds)
    }
    people = codes.group_by("person_id").aggregate(**has)
    cases = [(_all(people, parts), ibis.literal(plan)) for parts, plan in words["plan"]]
    plans = people.select("person_id", plan_id=ibis.cases(*cases, else_=ibis.null("string")))
    return plans.filter(plans.plan_id.notnull())


def superseded(header: ir.Table) -> ir.Table:
    """claim_id of accepted originals that a replacement or void of the same provider, patient and number follows."""
    key = ["person_id", "billing_npi", "patient_control_number"]
    accepted = header.filter(header.status == "accepted")
    later = accepted.filter(accepted.action != "original").select(key).distinct()
    return accepted.filter(accepted.action == "original").semi_join(later, key).select("claim_id")


def _all(people: ir.Table, kinds: list[str]) -> ir.BooleanValue:
    together = people[kinds[0]]
    for kind in kinds[1:]:
        together &= people[kind]
    return together
