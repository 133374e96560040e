"""The one front door: a price for every line, or the reason why it has none.

In: claim lines, schedules and places. Out: the lines with price_cents,
price_rule, price_source and pended_reason; exactly one of price and reason is null.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.care.fees.beside import INSTITUTIONAL, beside_others
from cleanbill.care.fees.by_table import ASC, OPPS, PROFESSIONAL_SCHEDULE
from cleanbill.care.fees.kinds import KIND, kinds_of, with_kind
from cleanbill.care.fees.schedules import Schedules
from cleanbill.care.fees.session import KEY
from cleanbill.care.fees.way import OUTCOME
from cleanbill.engine import Keep, not_kept

SURGERY_CENTRE = "24"
INSTITUTIONAL_BENEFITS = ("outpatient", "emergency", "inpatient")  # where a file does not say the form
SCHEDULE_OF_SYSTEM = {"DENTAL": "dental", "CDT": "dental", "NDC": "drugs"}
MAY_LACK: dict[str, str] = {"modifiers": "string", "minutes": "int64", "form": "string"}
TOLD = ("price_rule", "price_source", "physician_rule", "rvu_source", "gpci_source")  # of a kind: how it was priced
AT_PLACE = {"place_form": "form", "place_wage_e4": "wage_index_e4"}  # column of lines at hand -> its name in rules


def price(
    lines: ir.Table, schedules: Schedules, places: ir.Table, *, told: bool = True, keep: Keep = not_kept
) -> ir.Table:
    """`lines` with price_cents (int64, null where pended), price_rule, price_source and pended_reason.

    `lines` is table claim_line and may have `modifiers` ("26 50"), `minutes` of
    anaesthesia and `form` (professional or institutional; by kind of care where
    it is lacking). `places` has provider_id (once), carrier, locality and
    wage_index_e4. Lines of one provider, patient and day must be priced together.
    Unless they are to be `told`, price_rule and price_source are null, which is quicker.
    `keep` writes a table down that is read more than once.
    """
    places = places.mutate(site=places.carrier.concat(" ", places.locality))
    work = _of_kind(keep(_at_place(lines, places)), schedules)
    kinds = kinds_of(work, schedules, places.select("site", "carrier", "locality").distinct())
    kinds = keep(kinds if told else kinds.mutate(**{name: ibis.null("string") for name in TOLD}))
    beside = keep(beside_others(_narrow(work), kinds, schedules, keep))
    beside = beside.select(**{f"own_{name}": beside[name] for name in (*KEY, *OUTCOME)})
    priced = work.left_join(kinds.select(*KIND, *OUTCOME), KIND)
    priced = priced.left_join(beside, [priced[name] == beside[f"own_{name}"] for name in KEY])
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
    told = {
        "schedule": work.place_schedule,
        "code": work.code,
        "modifiers": _given(work, "modifiers"),
        "units": work.units,
        "minutes": _given(work, "minutes"),
        # On other schedules a place changes nothing, and would only make more kinds.
        **{name: ibis.ifelse(professional, work[held], ibis.null("string")) for name, held in by_place.items()},
    }
    return with_kind(work, told, schedules)


def _given(lines: ir.Table, name: str) -> ir.Value:
    return lines[name] if name in lines.columns else ibis.null(MAY_LACK[name])


def _narrow(work: ir.Table) -> ir.Table:
    """What rules look at beyond the kind. Lines without a provider are one provider's: none is paid twice."""
    return work.select(
        *KEY, "person_id", "service_date", "code_system", "charge_cents", *KIND,
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
