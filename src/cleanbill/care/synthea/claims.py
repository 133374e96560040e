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

from cleanbill.care.generator import data_file
from cleanbill.care.intake import fee_from_charge
from cleanbill.care.tables import ClaimLine
from cleanbill.core.money import half_up
from cleanbill.core.tables import ibis_schema
from cleanbill.engine import SOURCE_ROW, running_sum

# Synthea's money and moments as ours: dollars as text to whole cents, and moments to days.
#
# Dollars go through decimals of six places, never floats; a part of a cent is
# rounded half up, on the line.


def cents(dollars: ir.StringColumn) -> ir.IntegerColumn:
    """Whole cents (int64), or null where the text is not an amount."""
    # Through a whole number of millionths, since decimals round differently between engines.
    millionths = (dollars.try_cast("decimal(18, 6)") * 1_000_000).cast("int64")
    return half_up(millionths, 10_000).cast("int64")


def day(moment: ir.StringColumn) -> ir.DateColumn:
    """The day of "2023-01-27T16:17:47Z" or "2023-01-27"; the first of January of "2023"; else null."""
    text = ibis.ifelse(moment.length() == 4, moment + "-01-01", moment.substr(0, 10))
    return text.try_cast("date")


def by_word(value: ir.StringColumn, words: dict[str, str], otherwise: str) -> ir.StringColumn:
    """`value` looked up in `words`, and `otherwise` where it is not there."""
    cases = [(value == word, ibis.literal(meaning)) for word, meaning in words.items()]
    return ibis.cases(*cases, else_=ibis.literal(otherwise))


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
    classes = {name: words_of[which] for name, words_of in words["encounter_class"].items()}
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


# Synthea's payer transitions as table `cover`: at most one plan a day.
#
# The rule of repair: a span ends on the day before it says, and at the latest
# on the day before the next begins, so the later one holds where two overlap;
# one that is left with no day is dropped. Spans under the same plan that touch
# are one. Days between spans stay without cover.


ORDER = ["start", "stop", SOURCE_ROW]
COMMERCIAL = "commercial"


def synthea_cover(spans: ir.Table) -> ir.Table:
    """Table `cover` from the result of `plan_spans`."""
    days = days_held(spans)
    same = (days.plan_id == days.plan_before) & (days.start == days.end_before + ibis.interval(days=1))
    begins = ibis.ifelse(same.fill_null(False), 0, 1).cast("int64")
    staged = days.mutate(begins=begins)
    stays = staged.mutate(stay=running_sum(staged.begins, within=["person_id"], order=["start"]))
    joined = stays.group_by("person_id", "stay", "plan_id").aggregate(start=stays.start.min(), end=stays.end.max())
    rule = ibis.literal("payer_transitions.csv")
    return joined.select("person_id", "start", "end", "plan_id", rule=rule)


def plan_spans(transitions: ir.Table, payers: ir.Table) -> ir.Table:
    """Each transition with person_id, plan_id, and its first (`start`) and last (`stop`) day; null where unreadable."""
    first = _named(transitions, payers, "PAYER", "payer_name")
    both = _named(first, payers, "SECONDARY_PAYER", "second_name")
    moments = {
        "start": ibis.coalesce(both.START_DATE, both.START_YEAR),
        "stop": ibis.coalesce(both.END_DATE, both.END_YEAR),
    }
    return both.select(
        SOURCE_ROW,
        "second_name",
        "payer_name",
        person_id=both.PATIENT,
        plan_id=_plan(both.payer_name, both.second_name),
        **{name: day(moment) for name, moment in moments.items()},
    )


def _named(spans: ir.Table, payers: ir.Table, column: str, name: str) -> ir.Table:
    """`spans` with the name of the payer whose id is in `column`."""
    names = payers.select(payer_key=payers.Id, **{name: payers.NAME})
    return spans.left_join(names, spans[column] == names.payer_key).drop("payer_key")


def _plan(first: ir.StringColumn, second: ir.StringColumn) -> ir.StringColumn:
    words = data_file("synthea")
    alone = by_word(first, words["payer"], words[COMMERCIAL])
    known = set(words["payer"])
    beside = words["medicare_and"]
    medicare = ibis.cases(
        (second == "Medicaid", ibis.literal(beside["Medicaid"])),
        (second.notnull() & second.notin(list(known)), ibis.literal(beside[COMMERCIAL])),
        else_=alone,
    )
    return ibis.ifelse(first == "Medicare", medicare, alone)


def days_held(spans: ir.Table) -> ir.Table:
    """Spans that keep a day: cut where the next begins, with the plan and last day of the one before."""
    next_start = spans.start.lead().over(ibis.window(group_by="person_id", order_by=ORDER))
    cut = spans.mutate(end=ibis.least(spans.stop, next_start) - ibis.interval(days=1))
    left = cut.filter(cut.start <= cut.end)
    in_order = ibis.window(group_by="person_id", order_by=["start"])
    return left.mutate(plan_before=left.plan_id.lag().over(in_order), end_before=left.end.lag().over(in_order))
