"""Synthea's CHARGE transactions as table `claim_line`, and its organizations as `provider`.

Each charge is a line of its claim, in the order of CHARGEID. A claim of a
prescription is for drugs; any other is what its encounter's class says
(care/data/synthea.yaml). A charge is set aside, with a reason, where nothing
says whose it is or what it is for.
"""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from cleanbill.care.fee_from_charge import fee_from_charge
from cleanbill.care.meps import data_file
from cleanbill.care.synthea_money import by_word, cents, day
from cleanbill.care.tables import ClaimLine
from cleanbill.core.tables import ibis_schema

CVX_DIGITS = 3  # a vaccine's code (CVX) has up to three digits, a SNOMED concept six or more
UNKNOWN_CLASS = "ambulatory"  # assumption: an encounter of a class that is not known is an office visit


def charges(files: Mapping[str, ir.Table]) -> ir.Table:
    """CHARGE transactions with their claim, encounter class and amount in cents, and `aside`: a reason or null."""
    made = files["claims_transactions"].filter(lambda row: row.TYPE == "CHARGE")
    claims = files["claims"].select(CLAIMID="Id", person_id="PATIENTID", encounter="APPOINTMENTID")
    patients = files["patients"].select(person_id="Id").mutate(known=True)
    classes = files["encounters"].select(encounter="Id", encounter_class="ENCOUNTERCLASS")
    drugs = files["medications"].select(encounter="ENCOUNTER", PROCEDURECODE="CODE").distinct().mutate(drug=True)
    every = made.left_join(claims, "CLAIMID").drop("CLAIMID_right")
    every = every.left_join(patients, "person_id").drop("person_id_right")
    every = every.left_join(classes, "encounter").drop("encounter_right")
    every = every.left_join(drugs, ["encounter", "PROCEDURECODE"]).drop("encounter_right", "PROCEDURECODE_right")
    return every.mutate(charge_cents=cents(every.AMOUNT), service_date=day(every.FROMDATE), aside=_aside(every))


def _aside(every: ir.Table) -> ir.StringColumn:
    return ibis.cases(
        (every.person_id.isnull(), ibis.literal("its claim is not in claims.csv")),
        (every.known.isnull(), ibis.literal("its patient is not in patients.csv")),
        (every.encounter_class.isnull(), ibis.literal("its encounter is not in encounters.csv")),
        else_=ibis.null("string"),
    )


def synthea_lines(charged: ir.Table) -> ir.Table:
    """Table `claim_line` from the charges that are not set aside."""
    kept = charged.filter(charged.aside.isnull())
    drug = kept.drug.fill_null(False)
    nth = ibis.row_number().over(ibis.window(group_by="CLAIMID", order_by=[kept.CHARGEID.try_cast("int64"), kept.ID]))
    lines = kept.select(
        "person_id",
        "service_date",
        "charge_cents",
        claim_id=kept.CLAIMID,
        line=(nth + 1).cast("int32"),
        provider_id=kept.PLACEOFSERVICE,
        benefit=_word(kept, drug, "benefit"),
        place_of_service=_word(kept, drug, "place"),
        code_system=_code_system(kept.PROCEDURECODE, drug),
        code=kept.PROCEDURECODE,
        units=ibis.coalesce(kept.UNITS.try_cast("int64"), 1),
    )
    return fee_from_charge(lines).select(*ibis_schema(ClaimLine).names)


def _word(kept: ir.Table, drug: ir.BooleanColumn, which: str) -> ir.StringColumn:
    """The benefit or the place of a line."""
    words = data_file("synthea")
    classes = {name: told[which] for name, told in words["encounter_class"].items()}
    of_class = by_word(kept.encounter_class, classes, classes[UNKNOWN_CLASS])
    return ibis.ifelse(drug, ibis.literal(words["medication"][which]), of_class)


def _code_system(code: ir.StringColumn, drug: ir.BooleanColumn) -> ir.StringColumn:
    return ibis.cases(
        (code.isnull(), ibis.null("string")),
        (drug, ibis.literal("RXNORM")),
        (code.length() <= CVX_DIGITS, ibis.literal("CVX")),
        else_=ibis.literal("SNOMED"),
    )


def synthea_provider(organizations: ir.Table, lines: ir.Table) -> ir.Table:
    """Table `provider`. A place that kept an inpatient or took an emergency, or is named so, is a hospital."""
    stays = lines.filter(lines.benefit.isin(["inpatient", "emergency"])).select(Id="provider_id").distinct()
    marked = organizations.left_join(stays.mutate(stays=True), "Id")
    named = marked.NAME.upper().re_search("HOSPITAL|MEDICAL CENTER|MEDICAL CTR|INFIRMARY")
    return marked.select(
        provider_id=marked.Id,
        name=marked.NAME,
        kind=ibis.ifelse(marked.stays.fill_null(False) | named, "hospital", "practice"),
        county_fips=ibis.null("string"),
    )
