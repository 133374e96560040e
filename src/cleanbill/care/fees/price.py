"""The one front door: a price for every line, or the reason why it has none.

In: claim lines, schedules and places. Out: the lines with price_cents,
price_rule, price_source and pended_reason; exactly one of price and reason is null.
"""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.care.fees.anesthesia import anesthesia
from cleanbill.care.fees.by_table import ASC, OPPS, PROFESSIONAL_SCHEDULE, by_table
from cleanbill.care.fees.inpatient import DRG, inpatient
from cleanbill.care.fees.modifiers import spaced
from cleanbill.care.fees.physician import physician
from cleanbill.care.fees.schedules import Schedules

WORKED_ON = (
    "claim_id", "line", "person_id", "provider_id", "service_date", "place_of_service",
    "code_system", "code", "units", "charge_cents",
)  # fmt: skip
OWN = "own_"  # before the names of the columns as they came, which go out as they came
SURGERY_CENTRE = "24"
INSTITUTIONAL_BENEFITS = ("outpatient", "emergency", "inpatient")  # where a file does not say the form
SCHEDULE_OF_SYSTEM = {"DENTAL": "dental", "CDT": "dental", "NDC": "drugs"}
MAY_LACK: dict[str, str] = {"modifiers": "string", "minutes": "int64", "form": "string"}


def price(lines: ir.Table, schedules: Schedules, places: ir.Table) -> ir.Table:
    """`lines` with price_cents (int64, null where pended), price_rule, price_source and pended_reason.

    `lines` is table claim_line and may have `modifiers` ("26 50"), `minutes` of
    anaesthesia and `form` (professional or institutional; by kind of care where
    it is lacking). `places` has provider_id (once), carrier, locality and
    wage_index_e4. Lines of one provider, patient and day must be priced together.
    """
    at_place = places.select("carrier", "locality", "wage_index_e4", place_id="provider_id")
    work = _prepared(lines)
    work = work.left_join(at_place, work.provider_id == at_place.place_id).drop("place_id")
    priced = by_table(physician(work, schedules), schedules, work)
    priced = inpatient(anesthesia(priced, schedules), schedules, work)
    return priced.select(**{name: priced[OWN + name] for name in lines.columns}, **_outcome(priced))


def _prepared(lines: ir.Table) -> ir.Table:
    """The lines as they came, under OWN, beside what pricing works on: modifiers spaced, schedule chosen."""
    own = lines.rename(f"{OWN}{{name}}")
    given = {name: own[OWN + name] if name in lines.columns else ibis.null(kind) for name, kind in MAY_LACK.items()}
    by_benefit = ibis.ifelse(own.own_benefit.isin(INSTITUTIONAL_BENEFITS), "institutional", "professional")
    work = own.mutate(**{name: own[OWN + name] for name in WORKED_ON}).mutate(
        provider_id=ibis.coalesce(own.own_provider_id, ""),  # lines without one are one provider's: none is paid twice
        modifiers=spaced(given["modifiers"]),
        code=own.own_code.strip().upper(),
        units=own.own_units.cast("int64"),
        minutes=given["minutes"].cast("int64"),
        form=ibis.coalesce(given["form"], by_benefit),
    )
    return work.mutate(schedule=_schedule(work))


def _schedule(lines: ir.Table) -> ir.StringValue:
    """The schedule a line looks on, null for systems that none prices (revenue codes, SNOMED)."""
    hcpcs, institutional = lines.code_system == "HCPCS", lines.form == "institutional"
    return ibis.cases(
        (hcpcs & institutional & (lines.place_of_service == SURGERY_CENTRE), ASC),
        (hcpcs & institutional, OPPS),
        (hcpcs, PROFESSIONAL_SCHEDULE),
        *((lines.code_system == system, schedule) for system, schedule in SCHEDULE_OF_SYSTEM.items()),
        else_=ibis.null("string"),
    )


def _outcome(lines: ir.Table) -> dict[str, ir.Value]:
    """The four columns of the outcome, from the one way that prices each line."""
    professional = lines.schedule == PROFESSIONAL_SCHEDULE
    ways = (
        (lines.code.isnull(), _pended("no code")),
        (lines.in_stay & (lines.form == "institutional"), _way(lines, "stay", "MS-DRG", lines.drg_source)),
        (lines.code_system == DRG, _way(lines, "stay", "MS-DRG", lines.drg_source)),
        (professional & lines.is_anesthesia, _way(lines, "anesthesia", "anaesthesia units", lines.anesthesia_source)),
        (professional & (~lines.elsewhere | lines.table_e4.isnull()), _physician(lines)),
    )
    table = _way(lines, "table", lines.table_rule, lines.table_source)
    chosen = {
        name: ibis.cases(*((when, way[name]) for when, way in ways), else_=table[name])
        for name in ("cents", "rule", "source", "reason")
    }
    reason = ibis.coalesce(chosen["reason"], _nothing(chosen["cents"]))
    pended = reason.notnull()
    return {
        "price_cents": ibis.ifelse(pended, ibis.null("int64"), chosen["cents"].cast("int64")),
        "price_rule": ibis.ifelse(pended, ibis.null("string"), chosen["rule"]),
        "price_source": ibis.ifelse(pended, ibis.null("string"), chosen["source"]),
        "pended_reason": reason,
    }


def _nothing(cents: ir.IntegerValue) -> ir.StringValue:
    """The reason of a line that every rule let through and that still has no price above zero."""
    words = (cents.isnull(), "no rule prices it on that day"), (cents <= 0, "the price comes to nothing")
    return ibis.cases(*words, else_=ibis.null("string"))


def _way(lines: ir.Table, name: str, rule: Any, source: Any) -> dict[str, Any]:
    rule = ibis.literal(rule) if isinstance(rule, str) else rule
    return {"cents": lines[f"{name}_cents"], "rule": rule, "source": source, "reason": lines[f"{name}_reason"]}


def _physician(lines: ir.Table) -> dict[str, Any]:
    source = lines.rvu_source.concat(", ", lines.gpci_source)
    return _way(lines, "physician", lines.physician_rule, source)


def _pended(reason: str) -> dict[str, Any]:
    return {
        "cents": ibis.null("int64"),
        "rule": ibis.null("string"),
        "source": ibis.null("string"),
        "reason": ibis.literal(reason),
    }
