"""The one front door: a price for every line, or the reason why it has none.

In: claim lines, schedules and places. Out: the lines with price_cents,
price_rule, price_source and pended_reason; exactly one of price and reason is null.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.care.fees.adjustments import anesthesia, law_turns, spaced
from cleanbill.care.fees.folder import Schedules
from cleanbill.care.fees.hospital import ASC, DISCOUNTED, DRG, OPPS, PROFESSIONAL_SCHEDULE, by_table, inpatient
from cleanbill.care.fees.multiple import LINE_KEY, NO_RULE, SESSION
from cleanbill.care.fees.physician import BESIDE, physician, physician_beside
from cleanbill.engine import Materialize, not_materialized

# Which way prices a line, and the outcome of that way: cents, rule and source, or the reason why there is no price.
#
# The ways are anaesthesia units, the physician fee schedule and plain tables here, and stays in `inpatient`.


OUTCOME = ("price_cents", "price_rule", "price_source", "pended_reason")
ANESTHESIA, PHYSICIAN, TABLE, NO_CODE = "anesthesia", "physician", "table", "no code"


def with_way(kinds: ir.Table) -> ir.Table:
    """`kinds` with `way` and OUTCOME, from the columns that each way has added."""
    professional = kinds.schedule == PROFESSIONAL_SCHEDULE
    way = ibis.cases(
        (kinds.code.isnull(), NO_CODE),
        (professional & kinds.is_anesthesia, ANESTHESIA),
        (professional & (~kinds.elsewhere | kinds.table_e4.isnull()), PHYSICIAN),
        else_=TABLE,
    )
    kinds = kinds.mutate(way=way)
    ways = {
        NO_CODE: no_outcome("no code"),
        ANESTHESIA: outcome(kinds, "anesthesia", "anaesthesia units", kinds.anesthesia_source),
        PHYSICIAN: physician_outcome(kinds),
    }
    table = outcome(kinds, "table", kinds.table_rule, kinds.table_source)
    chosen = {
        name: ibis.cases(*((kinds.way == key, columns[name]) for key, columns in ways.items()), else_=table[name])
        for name in OUTCOME
    }
    return kinds.mutate(**chosen)


def physician_outcome(lines: ir.Table) -> dict[str, ir.Value]:
    """OUTCOME of lines with what `physician` adds."""
    return outcome(lines, "physician", lines.physician_rule, lines.rvu_source.concat(", ", lines.gpci_source))


def outcome(lines: ir.Table, name: str, rule: Any, source: ir.Value) -> dict[str, ir.Value]:
    """OUTCOME from `<name>_cents` and `<name>_reason`: exactly one of price and reason is null, no price is zero."""
    cents = lines[f"{name}_cents"].cast("int64")
    reason = ibis.coalesce(lines[f"{name}_reason"], _nothing(cents))
    pended = reason.notnull()
    return {
        "price_cents": ibis.ifelse(pended, ibis.null("int64"), cents),
        "price_rule": ibis.ifelse(pended, ibis.null("string"), rule),
        "price_source": ibis.ifelse(pended, ibis.null("string"), source),
        "pended_reason": reason,
    }


def no_outcome(reason: str) -> dict[str, ir.Value]:
    """OUTCOME of a line that waits for `reason`."""
    nothing = {"price_cents": ibis.null("int64"), "price_rule": ibis.null("string")}
    return nothing | {"price_source": ibis.null("string"), "pended_reason": ibis.literal(reason)}


def _nothing(cents: ir.IntegerValue) -> ir.StringValue:
    """The reason of a line that every rule let through and that still has no price above zero."""
    words = (cents.isnull(), "no rule prices it on that day"), (cents <= 0, "the price comes to nothing")
    return ibis.cases(*words, else_=ibis.null("string"))


# Kinds of lines: all that have the same price when alone, priced once.
#
# Millions of lines are of thousands of kinds: a code with its modifiers, units,
# place and locality, in a span of days on which no schedule and no law changes.


TEXTS = ("schedule", "code", "modifiers", "place_of_service", "site")
NUMBERS = ("units", "minutes")
KIND = (*(f"kind_{name}" for name in (*TEXTS, *NUMBERS)), "kind_period")
NO_TEXT, NO_NUMBER = "", -1  # stand for null in a key, which would never join


def with_kind(lines: ir.Table, given: Mapping[str, ir.Value], schedules: Schedules) -> ir.Table:
    """`lines` with the columns of KIND, from a value in `given` for each of TEXTS and NUMBERS."""
    texts = {f"kind_{name}": ibis.coalesce(given[name], NO_TEXT) for name in TEXTS}
    numbers = {f"kind_{name}": ibis.coalesce(given[name].cast("int64"), NO_NUMBER) for name in NUMBERS}
    turns = sorted({*schedules.turns, *law_turns()})
    before = [(lines.service_date < ibis.literal(turn), ibis.literal(n, "int64")) for n, turn in enumerate(turns)]
    period = ibis.cases(*before, else_=ibis.literal(len(turns), "int64"))
    return lines.mutate(**texts, **numbers, kind_period=period)


def plain_code(code: ir.StringValue) -> ir.StringValue:
    """A code as schedules write it, null where there is none."""
    return code.strip().upper().nullif(NO_TEXT)


def kinds_of(lines: ir.Table, schedules: Schedules, sites: ir.Table) -> ir.Table:
    """A row per kind of `lines`: KIND, its outcome when alone (`way`), and what rules for several services ask for.

    `sites` tells the carrier and locality of each `site`.
    """
    kinds = lines.group_by(*KIND).aggregate(service_date=lines.service_date.min())
    plain: dict[str, Any] = {name: kinds[f"kind_{name}"].nullif(NO_TEXT) for name in TEXTS}
    plain |= {name: kinds[f"kind_{name}"].nullif(NO_NUMBER) for name in NUMBERS}
    kinds = kinds.mutate(**plain).mutate(modifiers=spaced(kinds.kind_modifiers), code=plain_code(kinds.kind_code))
    kinds = kinds.left_join(sites, "site").drop("site_right")
    kinds = with_way(anesthesia(by_table(physician(kinds, schedules), schedules), schedules))
    return kinds.select(*KIND, "way", *OUTCOME, "discounted", *BESIDE)


# Lines whose price hangs on others: several services of a day, two at half price, and all of a stay.
#
# Lines by kind in; OUTCOME of these few lines out, which stands in the stead of their kind's.


INSTITUTIONAL = "institutional"


def beside_others(lines: ir.Table, kinds: ir.Table, schedules: Schedules, materialize: Materialize) -> ir.Table:
    """KEY and OUTCOME of each such line, once."""
    stays = materialize(_stays(lines, schedules))
    others = _services(lines, kinds, materialize).union(_discounted(lines.anti_join(stays, LINE_KEY), kinds))
    return stays.union(others)


def _services(lines: ir.Table, kinds: ir.Table, materialize: Materialize) -> ir.Table:
    """Lines of the physician fee schedule with a rule for several services of a day."""
    physician = kinds.filter((kinds.way == PHYSICIAN) & kinds.payable)
    ruled = physician.filter(~physician.rvu_multiple.isin(NO_RULE) | physician.bundles)
    bundling = lines.semi_join(physician.filter(physician.bundles), KIND)
    others = lines.semi_join(bundling, SESSION).anti_join(ruled, KIND)
    some = lines.semi_join(ruled, KIND).union(others).select(*LINE_KEY, *SESSION, *KIND)
    few = physician_beside(materialize(some.inner_join(physician.select(*KIND, *BESIDE), KIND).drop(*KIND)))
    return few.select(*LINE_KEY, **physician_outcome(few))


def _discounted(lines: ir.Table, kinds: ir.Table) -> ir.Table:
    """Lines at half price beside another of the day, where there are two: that price is not modelled."""
    listed = kinds.filter(kinds.discounted & kinds.price_cents.notnull())
    some = lines.inner_join(listed.select(*KIND, "units"), KIND)
    several = some.group_by(*SESSION).aggregate(discounted_units=some.units.sum().cast("int64"))
    both = some.inner_join(several.filter(several.discounted_units > 1), SESSION)
    return both.select(*LINE_KEY, **no_outcome(DISCOUNTED))


def _stays(lines: ir.Table, schedules: Schedules) -> ir.Table:
    """Lines of a claim with an MS-DRG that are priced as its stay."""
    own = lines.select(
        *LINE_KEY,
        "charge_cents",
        "code_system",
        "form",
        "service_date",
        "wage_index_e4",
        code=plain_code(lines.kind_code),
    )
    of_stay = own.semi_join(own.filter(own.code_system == DRG), "claim_id")
    priced = inpatient(of_stay, schedules)
    within = priced.code.notnull() & ((priced.form == INSTITUTIONAL) | (priced.code_system == DRG))
    return priced.filter(within.fill_null(False)).select(
        *LINE_KEY, **outcome(priced, "stay", ibis.literal("MS-DRG"), priced.drg_source)
    )


SURGERY_CENTRE = "24"
INSTITUTIONAL_BENEFITS = ("outpatient", "emergency", "inpatient")  # where a file does not say the form
SCHEDULE_OF_SYSTEM = {"DENTAL": "dental", "CDT": "dental", "NDC": "drugs"}
MAY_LACK: dict[str, str] = {"modifiers": "string", "minutes": "int64", "form": "string"}
TOLD = ("price_rule", "price_source", "physician_rule", "rvu_source", "gpci_source")  # of a kind: how it was priced
AT_PLACE = {"place_form": "form", "place_wage_e4": "wage_index_e4"}  # column of lines at hand -> its name in rules


def price(
    lines: ir.Table,
    schedules: Schedules,
    places: ir.Table,
    *,
    explain: bool = True,
    materialize: Materialize = not_materialized,
) -> ir.Table:
    """`lines` with price_cents (int64, null where pended), price_rule, price_source and pended_reason.

    `lines` is table claim_line and may have `modifiers` ("26 50"), `minutes` of
    anaesthesia and `form` (professional or institutional; by kind of care where
    it is lacking). `places` has provider_id (once), carrier, locality and
    wage_index_e4. Lines of one provider, patient and day must be priced together.
    Unless `explain`, price_rule and price_source are null, which is quicker.
    `materialize` writes a table down that is read more than once.
    """
    places = places.mutate(site=places.carrier.concat(" ", places.locality))
    work = _of_kind(materialize(_at_place(lines, places)), schedules)
    kinds = kinds_of(work, schedules, places.select("site", "carrier", "locality").distinct())
    kinds = materialize(kinds if explain else kinds.mutate(**{name: ibis.null("string") for name in TOLD}))
    beside = materialize(beside_others(_narrow(work), kinds, schedules, materialize))
    beside = beside.select(**{f"own_{name}": beside[name] for name in (*LINE_KEY, *OUTCOME)})
    priced = work.left_join(kinds.select(*KIND, *OUTCOME), KIND)
    priced = priced.left_join(beside, [priced[name] == beside[f"own_{name}"] for name in LINE_KEY])
    own = priced.own_claim_id.notnull()
    return priced.select(
        *lines.columns, **{name: ibis.ifelse(own, priced[f"own_{name}"], priced[name]) for name in OUTCOME}
    )


def _at_place(lines: ir.Table, places: ir.Table) -> ir.Table:
    """The lines as they came, with AT_PLACE, place_schedule and place_site."""
    at_place = places.select(place_id="provider_id", place_site="site", place_wage_e4="wage_index_e4")
    work = lines.left_join(at_place, lines.provider_id == at_place.place_id)
    by_benefit = ibis.ifelse(work.benefit.isin(INSTITUTIONAL_BENEFITS), "institutional", "professional")
    form = ibis.coalesce(_given(work, "form"), by_benefit)
    work = work.mutate(place_form=form, place_schedule=_schedule(work, form))
    return work.select(*lines.columns, *AT_PLACE, "place_schedule", "place_site")


def _of_kind(work: ir.Table, schedules: Schedules) -> ir.Table:
    """`work` with its KIND."""
    professional = work.place_schedule == PROFESSIONAL_SCHEDULE
    by_place = {"place_of_service": "place_of_service", "site": "place_site"}
    columns = {
        "schedule": work.place_schedule,
        "code": work.code,
        "modifiers": _given(work, "modifiers"),
        "units": work.units,
        "minutes": _given(work, "minutes"),
        # On other schedules a place changes nothing, and would only make more kinds.
        **{name: ibis.ifelse(professional, work[column], ibis.null("string")) for name, column in by_place.items()},
    }
    return with_kind(work, columns, schedules)


def _given(lines: ir.Table, name: str) -> ir.Value:
    return lines[name] if name in lines.columns else ibis.null(MAY_LACK[name])


def _narrow(work: ir.Table) -> ir.Table:
    """What rules look at beyond the kind. Lines without a provider are one provider's: none is paid twice."""
    return work.select(
        *LINE_KEY, "person_id", "service_date", "code_system", "charge_cents", *KIND,
        provider_id=ibis.coalesce(work.provider_id, ""),
        **{name: work[own] for own, name in AT_PLACE.items()},
    )  # fmt: skip


def _schedule(lines: ir.Table, form: ir.StringValue) -> ir.StringValue:
    """The schedule a line looks on, null for systems that none prices (revenue codes, SNOMED)."""
    hcpcs, institutional = lines.code_system == "HCPCS", form == INSTITUTIONAL
    return ibis.cases(
        (hcpcs & institutional & (lines.place_of_service == SURGERY_CENTRE), ASC),
        (hcpcs & institutional, OPPS),
        (hcpcs, PROFESSIONAL_SCHEDULE),
        *((lines.code_system == system, schedule) for system, schedule in SCHEDULE_OF_SYSTEM.items()),
        else_=ibis.null("string"),
    )
