"""Reads a user's table of claim lines, with what else a payer is sent of them.

File in, table `claim_line` (`read_claims`) or `submitted_line` (`read_submitted`) out, patients and days checked
against the people at hand. The benefit of a line follows data/benefit.yaml, its reference price where it has a charge
alone law/us/charge_to_fee.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from cleanbill.care.generator import data_file
from cleanbill.care.tables import ACTIONS, ClaimLine, SubmittedLine
from cleanbill.core.errors import BadInput, Finding
from cleanbill.core.money import WHOLE_BP
from cleanbill.core.tables import column, columns
from cleanbill.engine import SOURCE_ROW, faulty_rows, read_numbered
from cleanbill.law import parameter

# The kind of care of a line, from its codes, by the rules of data/benefit.yaml.
#
# In: form, place of service or type of bill, the service's own code, and
# whether the claim has an emergency-room revenue code. Out: benefit and the
# rule that decided, or None where no rule fits.


OUTPATIENT, EMERGENCY = "outpatient", "emergency"


@lru_cache(1 << 16)
def benefit(institution: bool, place: str, code: str, emergency_room: bool) -> tuple[str, str] | None:
    """(benefit, rule). `place` is a place of service, or a type of bill's first two digits for an institution."""
    rules = data_file("benefit")
    for length in range(min(_longest(), len(code)), 0, -1):
        if code[:length] in rules["code_begins"]:
            return rules["code_begins"][code[:length]], f"code begins {code[:length]}"
    kind = "bill_type" if institution else "place_of_service"
    found: str | None = rules[kind].get(place)
    if found is None:
        return None
    if institution and emergency_room and found == OUTPATIENT:
        return EMERGENCY, "emergency room revenue code"
    return found, f"{kind.replace('_', ' ')} {place}"


def is_emergency_room(revenue_code: str) -> bool:
    """Whether a revenue code is the emergency room's."""
    return revenue_code.startswith(tuple(data_file("benefit")["emergency_revenue_begins"]))


@cache
def _longest() -> int:
    return max(map(len, data_file("benefit")["code_begins"]))


# The reference price of a line where a file has charges only.
#
# Claim lines in, claim lines with `fee_cents` out. The assumption is law
# us/charge_to_fee: what providers ask, as a share of the reference price, by
# kind of care. Days before its first value take the first.


CHARGE_TO_FEE = "us/charge_to_fee"


def fee_from_charge(lines: ir.Table) -> ir.Table:
    """`lines` with `fee_cents`, from `benefit`, `service_date` and `charge_cents`."""
    return lines.mutate(fee_cents=fee_cents(lines))


def fee_cents(lines: ir.Table) -> ir.IntegerColumn:
    """charge x 10,000 / rate in whole cents, the rest dropped, and never above the charge; int64."""
    fee = (lines.charge_cents * WHOLE_BP // _rate_bp(lines)).cast("int64")
    return ibis.least(fee, lines.charge_cents)


def _rate_bp(lines: ir.Table) -> ir.IntegerColumn:
    """The rate in force on the day of service."""
    dated = sorted(parameter(CHARGE_TO_FEE).values.items())
    rate = _by_benefit(lines, dated[0][1])
    for start, rates in dated[1:]:
        rate = ibis.cases((lines.service_date >= ibis.date(start), _by_benefit(lines, rates)), else_=rate)
    return rate


def _by_benefit(lines: ir.Table, rates: dict[str, int]) -> ir.IntegerColumn:
    return ibis.cases(*((lines.benefit == benefit, ibis.literal(bp, "int64")) for benefit, bp in rates.items()))


FIRST_YEAR = 1900  # a day of service before it is a slip of the pen
CLAIM_OPTIONAL = {
    "provider_id": None,
    "place_of_service": None,
    "code_system": None,
    "code": None,
    "units": 1,
    "fee_cents": fee_cents,
}


class _Asked(ClaimLine):
    """A claim line, and what it is sent for where the file says so."""

    __grain__ = ClaimLine.__grain__
    __key__ = ClaimLine.__key__

    action: dt.String = column("public", "original, replacement or void", nullable=True)


def read_claims(con: Any, path: Path, *, person: ir.Table | None = None) -> ir.Table:
    """The file as table `claim_line`.

    A file may lack provider_id, place_of_service, code_system, code (null
    then), units (1) and fee_cents (from the charge, by law us/charge_to_fee).
    With `person`, the two are checked against each other too. A file that says
    in `action` that a line is no original is a finding: whoever reads this settles each line once. Raises BadInput.
    """
    lines = read_numbered(con, path, _Asked, optional={**CLAIM_OPTIONAL, "action": None})
    findings = [*line_findings(lines, path.name, person), *_not_original(lines, path.name)]
    if findings:
        raise BadInput(findings)
    return lines.drop(SOURCE_ROW, "action")


def line_findings(lines: ir.Table, file: str, person: ir.Table | None) -> list[Finding]:
    """Findings for claims of two patients, days long ago, and what does not fit the `person` at hand."""
    findings = [*_two_patients(lines, file), *_long_ago(lines, file)]
    return findings if person is None else [*findings, *cross_check_claims(person, lines, file=file)]


def cross_check_claims(person: ir.Table, lines: ir.Table, *, file: str = "claims") -> list[Finding]:
    """Findings for lines of unknown people and for care before the patient was born.

    Rows are given where `lines` is from `engine.read_numbered`.
    """
    remedy = "Add the person to the people, or take the line out."
    unknown = lines.anti_join(person, "person_id")
    born = person.select("person_id", "birth_date")
    unborn = lines.join(born, "person_id").filter(lambda both: both.service_date < both.birth_date)
    return [
        *faulty_rows(unknown, file, "person_id", "is not in the table of people", remedy),
        *faulty_rows(unborn, file, "service_date", "is before the patient was born", "Correct one of the two dates."),
    ]


def _not_original(lines: ir.Table, file: str) -> list[Finding]:
    others = lines.filter(lines.action.isin(ACTIONS[1:]))
    remedy = (
        "Take out voids and what was voided or replaced, and call the rest original; `cleanbill settle` and "
        "`cleanbill follow --from x12` know corrections."
    )
    return faulty_rows(others, file, "action", "replaces or voids another claim, and both would be paid", remedy)


def _long_ago(lines: ir.Table, file: str) -> list[Finding]:
    absurd = lines.filter(lines.service_date.year() < FIRST_YEAR)
    return faulty_rows(absurd, file, "service_date", f"is before the year {FIRST_YEAR}", "Check the year.")


def _two_patients(lines: ir.Table, file: str) -> list[Finding]:
    """Lines whose patient is not that of the first row of their claim."""
    people = lines.group_by("claim_id").aggregate(
        own=lines.person_id.argmin(lines[SOURCE_ROW]), low=lines.person_id.min(), high=lines.person_id.max()
    )
    mixed = people.filter(people.low != people.high).select("claim_id", "own")
    others = lines.join(mixed, "claim_id").filter(lambda both: both.person_id != both.own)
    remedy = "A claim has one patient: give the line another claim_id."
    return faulty_rows(others, file, "person_id", "is not the person of the claim's first line", remedy)


# Reads a user's table of the lines that a payer is sent.
#
# File in, table `submitted_line` out, without the columns of which nothing is known.


REPLACEMENT, VOID = ACTIONS[1:]
FURTHER = tuple(name for name in columns(SubmittedLine) if name not in columns(ClaimLine))
NOTES = "unknown"  # words for people; nothing goes by them
SUBMITTED_OPTIONAL = {**CLAIM_OPTIONAL, **dict.fromkeys(FURTHER)}


def read_submitted(con: Any, path: Path, *, person: ir.Table | None = None) -> ir.Table:
    """The file as table `submitted_line`, without those columns of `FURTHER` that are empty throughout.

    A file may lack what `read_claims` says and every column of `FURTHER`; a
    file with a column fee_cents may leave it empty. Raises BadInput.
    """
    lines = read_numbered(con, path, SubmittedLine, optional=SUBMITTED_OPTIONAL)
    known = _known(con, lines)
    lines = lines.drop(*(name for name in FURTHER if name not in known))
    findings = [*line_findings(lines, path.name, person), *_paid_above(lines, path.name)]
    findings += _corrections(lines, path.name)
    if findings:
        raise BadInput(findings)
    return lines.drop(SOURCE_ROW)


def unresolved(lines: ir.Table) -> ir.Table:
    """claim_id of replacements and voids whose claim is not among `lines`."""
    acts = _acts(lines)
    return acts.anti_join(lines, acts.original_claim_id == lines.claim_id).select("claim_id").distinct()


def _known(con: Any, lines: ir.Table) -> set[str]:
    """Columns of `FURTHER` that hold anything; `action` and the claim it is of stand together."""
    counts = con.to_pyarrow(lines.aggregate(**{name: lines[name].count() for name in FURTHER})).to_pylist()[0]
    known = {name for name, count in counts.items() if count} - {NOTES}
    return known | {"original_claim_id"} if "action" in known else known - {"original_claim_id"}


def _acts(lines: ir.Table) -> ir.Table:
    return lines.filter(lines.action.isin([REPLACEMENT, VOID]))


def _paid_above(lines: ir.Table, file: str) -> list[Finding]:
    """Lines on which other payers paid more than the charge."""
    if "other_payer_cents" not in lines.columns:
        return []
    above = lines.filter(lines.other_payer_cents > lines.charge_cents)
    remedy = "Give what was paid on this line; leave the column empty where that is not known."
    return faulty_rows(above, file, "other_payer_cents", "is more than the charge", remedy)


def _corrections(lines: ir.Table, file: str) -> list[Finding]:
    """Corrections of another patient's claim, of themselves, or of a claim that is corrected already."""
    if "action" not in lines.columns:
        return []
    acts = _acts(lines)
    patients = lines.select(of_claim="claim_id", of_person="person_id").distinct()
    both = acts.inner_join(patients, acts.original_claim_id == patients.of_claim)
    mixed = lines.mutate(act=lines.action.fill_null("original")).group_by("claim_id")
    mixed = mixed.aggregate(low=ibis._.act.min(), high=ibis._.act.max())
    mixed = mixed.filter(mixed.low != mixed.high).select("claim_id")
    firsts = acts.group_by("original_claim_id").aggregate(first_act=acts.claim_id.min())
    again = acts.inner_join(firsts, "original_claim_id").filter(lambda pair: pair.claim_id != pair.first_act)
    name, remedy = "original_claim_id", "Name the claim of this patient that it replaces or voids."
    later = "Let a later correction name the earlier one, not what that one corrected."
    return [
        *faulty_rows(both.filter(both.of_person != both.person_id), file, name, "is another patient's claim", remedy),
        *faulty_rows(both.filter(both.of_claim == both.claim_id), file, name, "is the claim itself", remedy),
        *faulty_rows(again, file, name, "is corrected by another claim too", later),
        *faulty_rows(
            lines.semi_join(mixed, "claim_id"), file, "action", "is not the same on all lines of the claim",
            "Give a claim's lines one action.",
        ),
    ]  # fmt: skip
