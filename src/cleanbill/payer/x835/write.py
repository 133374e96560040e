"""Turns settled lines into the claims of an 835, and claims, payments and parties into its segments.

In: rows of `settled_line` with their adjustments. Out: `Claim` values and text; a row that does not balance to the
cent is refused. Source: 5010 X221A1; what stands where, and which elements go together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any

from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import usd
from cleanbill.core.x12 import Segment
from cleanbill.payer.x835.model import PATIENT, REVERSAL, CasAdjustment, Claim, ServicePayment, as_amount
from cleanbill.payer.x835.parties import Address, Payee, Payer, Run
from cleanbill.payer.x835.read import Element, made, text_of, written

# Turns settled lines into an 835's claims and service lines.
#
# In: rows of `settled_line` with code_system, code and, where they are known,
# units, modifiers, revenue_code, place_of_service, patient_control,
# payer_control, member_id, patient_last, patient_first, received_on,
# claim_status, interest_cents (of the claim; its PLB L6 is the payee's), `adjustments`
# (rows of the table `adjustment`) and `whole` (true: the claim is told without
# its services). Of a person only what these columns give is written: person_id never is.


Row = Mapping[str, Any]

# The shares of a settled line that the plan does not pay, and how the trade words them.
# Source: X12 claim adjustment reason codes 45, 1, 2, 3, 96 and 23 (what an earlier payer did; RFI 2143 of x12.org).
SHARES = (
    ("contractual_cents", "CO", "45"),
    ("deductible_cents", PATIENT, "1"),
    ("coinsurance_cents", PATIENT, "2"),
    ("copay_cents", PATIENT, "3"),
    ("not_covered_cents", PATIENT, "96"),
    ("other_payer_cents", "OA", "23"),
)
MONEY = (
    *(name for name, _, _ in SHARES),
    "charge_cents",
    "plan_paid_cents",
    "allowed_cents",
    "other_cents",
    "interest_cents",
)
QUALIFIERS = {"HCPCS": "HC", "REV": "NU", "NDC": "N4", "HIPPS": "HP"}  # SVC01-1 by code system
DENTAL = "AD"  # for the codes of HCPCS that begin with D
STAY = "MS-DRG"  # paid as a whole: the claim carries the group (CLP11) and has no service lines
PRIMARY, SECONDARY, DENIED = "1", "2", "4"
UNKNOWN = "31"  # CARC: the patient cannot be identified as insured
MOST_REMARKS = 5  # that a MIA or a MOA has room for
often = lru_cache(1 << 12)(made)  # of segments that many lines share


@dataclass(frozen=True, slots=True)
class _Settled:
    """A row, its number among the rows, its adjustments and its remark codes."""

    row: Row
    number: int
    adjustments: tuple[CasAdjustment, ...]
    remarks: tuple[str, ...]


def with_adjustments(rows: Iterable[Row], adjustments: Iterable[Row]) -> list[dict[str, Any]]:
    """`rows` with the rows of the table `adjustment` of the same plan, claim and line as `adjustments`."""
    by_line: dict[tuple[Any, ...], list[Row]] = {}
    for found in adjustments:
        by_line.setdefault((found["plan_id"], found["claim_id"], found["line"]), []).append(found)
    return [{**row, "adjustments": by_line.get((row["plan_id"], row["claim_id"], row["line"]), [])} for row in rows]


def reversal(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Rows that undo `rows`: every amount negated, groups and reasons as they were (RFI 1147 and 2442 of x12.org)."""
    return [_undone(row) for row in rows]


def _undone(row: Row) -> dict[str, Any]:
    undone = {**row, "claim_status": REVERSAL}
    undone |= {name: -row[name] for name in MONEY if row.get(name)}
    if row.get("adjustments"):
        undone["adjustments"] = [{**found, "cents": -found["cents"]} for found in row["adjustments"]]
    return undone


def claims(rows: Iterable[Row], filing: str) -> Iterator[tuple[str, Claim]]:
    """(provider_id, claim) by provider and claim; a reversal stands before its correction.

    CleanbillError where a row's shares do not add up or its code has no
    qualifier; it gives the row's number, from 1, and nothing of a person.
    """
    numbered = sorted(enumerate(rows, 1), key=lambda row: _order(row[1]))
    for (provider, *_), lines in groupby(numbered, key=lambda row: _order(row[1])[:3]):
        yield provider, _claim([_settled(row, number) for number, row in lines], filing)


def _order(row: Row) -> tuple[str, str, tuple[bool, str], int]:
    status = str(row.get("claim_status") or "")
    return str(row["provider_id"] or ""), str(row["claim_id"]), (status != REVERSAL, status), int(row["line"])


def _status(rows: Sequence[Row]) -> str:
    """CLP02 as given; else 4 where the patient is unknown, and only then (RFI 1423); 2 after an earlier payer; 1."""
    given = rows[0].get("claim_status")
    if given:
        return str(given)
    if all(
        row.get("adjustments") and all(adjustment["carc"] == UNKNOWN for adjustment in row["adjustments"])
        for row in rows
    ):
        return DENIED
    return SECONDARY if any(row.get("other_payer_cents") for row in rows) else PRIMARY


def _settled(row: Row, number: int) -> _Settled:
    given: Sequence[Row] | None = row.get("adjustments")
    if given is None:
        if row.get("other_cents"):
            raise CleanbillError(f"Row {number}: other_cents has no reason. Give the row's `adjustments`.")
        found = merged((group, reason, row.get(name) or 0) for name, group, reason in SHARES)
    else:
        found = merged((adjustment["group"], str(adjustment["carc"]), adjustment["cents"]) for adjustment in given)
    left = row["charge_cents"] - sum([adjustment.cents for adjustment in found])
    if left != row["plan_paid_cents"]:
        raise CleanbillError(
            f"Row {number}: the charge less all adjustments is {usd(left)}, but {usd(row['plan_paid_cents'])} is paid. "
            "A remittance must balance to the cent; settle the line again."
        )
    remarks = dict.fromkeys([str(adjustment["rarc"]) for adjustment in given or () if adjustment.get("rarc")])
    return _Settled(row, number, found, tuple(remarks))


def merged(parts: Iterable[tuple[str, str, int]]) -> tuple[CasAdjustment, ...]:
    """One adjustment for each group and reason of (group, reason, cents), in the order they come; none for 0 cents."""
    sums: dict[tuple[str, str], int] = {}
    for group, reason, cents in parts:
        if cents:
            sums[group, reason] = sums.get((group, reason), 0) + int(cents)
    return tuple([CasAdjustment(group, reason, cents) for (group, reason), cents in sums.items() if cents])


def _claim(settled: list[_Settled], filing: str) -> Claim:
    """A claim of its rows; one with a stay, or told as a whole, is written without lines."""
    rows = [line.row for line in settled]
    first, status = rows[0], _status(rows)
    drg = next((str(row["code"]) for row in rows if row.get("code_system") == STAY), "")
    whole = bool(drg) or any(row.get("whole") for row in rows)
    every = [found for line in settled for found in line.adjustments]
    asked = sum([found.cents for found in every if found.group == PATIENT])
    return Claim(
        control=str(first.get("patient_control") or first["claim_id"]),
        status=status,
        charge_cents=sum([row["charge_cents"] for row in rows]),
        paid_cents=sum([row["plan_paid_cents"] for row in rows]),
        patient_cents=asked if asked and status != REVERSAL else None,  # none in a reversal: RFI 319 and 2548
        filing=filing,
        payer_control=str(first.get("payer_control") or first["claim_id"]),
        facility=str(first.get("place_of_service") or ""),
        frequency=str(first.get("frequency") or ""),
        drg=drg,
        adjustments=merged((adjustment.group, adjustment.reason, adjustment.cents) for adjustment in every)
        if whole
        else (),
        lines=() if whole else tuple([_line(line, status) for line in settled]),
        kept=tuple(_about(settled, REMARKS[bool(drg)] if whole else None)),
    )


def _about(settled: list[_Settled], remarked: Callable[..., Segment] | None) -> Iterator[Segment]:
    """NM1, MIA or MOA, DTM and AMT of a claim; `remarked` makes the remarks of one that is told as a whole."""
    rows = [line.row for line in settled]
    first, days = rows[0], [row["service_date"] for row in rows if row.get("service_date")]
    member = first.get("member_id")
    last, given = first.get("patient_last"), first.get("patient_first")
    yield made("NM1", "QC", "1", last, given, "", "", "", "MI" if member else "", member)
    remarks = list(dict.fromkeys([remark for line in settled for remark in line.remarks]))
    if remarked and remarks:
        yield remarked(*remarks[:MOST_REMARKS])
    if remarked and days:
        yield often("DTM", "232", f"{min(days):%Y%m%d}")
        yield often("DTM", "233", f"{max(days):%Y%m%d}")
    if first.get("received_on"):
        yield often("DTM", "050", f"{first['received_on']:%Y%m%d}")
    if first.get("interest_cents"):  # a PLB L6 and this go together: RFI 2202
        yield made("AMT", "I", as_amount(first["interest_cents"]))


def _inpatient(first: str, *more: str) -> Segment:
    return made("MIA", "0", "", "", "", first, *[""] * 14, *more)


def _outpatient(*remarks: str) -> Segment:
    return made("MOA", "", "", *remarks)


REMARKS: dict[bool, Callable[..., Segment]] = {True: _inpatient, False: _outpatient}  # by whether it is a stay


def _line(line: _Settled, status: str) -> ServicePayment:
    row = line.row
    system, code = row.get("code_system"), row.get("code")
    if system not in QUALIFIERS or not code:
        named, known = system or "no code system", ", ".join(QUALIFIERS)
        raise CleanbillError(f"Row {line.number}: an 835 cannot name a service by {named}. Code it by {known}.")
    kind = DENTAL if system == "HCPCS" and str(code).startswith("D") else QUALIFIERS[system]
    kept = [often("DTM", "472", f"{row['service_date']:%Y%m%d}"), often("REF", "6R", row["line"])]
    if row.get("allowed_cents") and status != REVERSAL:
        kept.append(often("AMT", "B6", as_amount(row["allowed_cents"])))
    kept += [often("LQ", "HE", remark) for remark in line.remarks]
    return ServicePayment(
        kind=kind,
        code=str(code),
        charge_cents=row["charge_cents"],
        paid_cents=row["plan_paid_cents"],
        adjustments=line.adjustments,
        modifiers=tuple(row.get("modifiers") or ()),
        revenue_code="" if system == "REV" else str(row.get("revenue_code") or ""),
        units=str(row["units"]) if row.get("units") else "",
        kept=tuple(kept),
    )


VERSION = "005010X221A1"
IN_A_CAS = IN_A_PLB = 6  # adjustments that a segment has room for
YEAR_END = (12, 31)


def envelope(run: Run, transactions: Iterable[Sequence[str]]) -> Iterator[str]:
    """All segments of a file with one interchange and one group that holds `transactions` (without ST and SE)."""
    day, blank, use = run.paid_on, " " * 10, "T" if run.test else "P"
    who = ["00", blank, "00", blank, "ZZ", f"{run.sender:15}", "ZZ", f"{run.receiver:15}"]
    when = [f"{day:%y%m%d}", run.time, "^", "00501", f"{run.control:09}", "0", use, ":"]
    # not through `written`: an ISA keeps its spaces and holds the separators themselves
    yield text_of(made("ISA")._replace(elements=["ISA", *who, *when]))
    yield written("GS", "HP", run.sender, run.receiver, f"{day:%Y%m%d}", run.time, run.control, "X", VERSION)
    count = 0
    for count, segments in enumerate(transactions, 1):
        yield written("ST", "835", f"{count:04}")
        yield from segments
        yield written("SE", len(segments) + 2, f"{count:04}")
    yield written("GE", count, run.control)
    yield written("IEA", "1", f"{run.control:09}")


def transaction(payer: Payer, payee: Payee, run: Run, claims: Sequence[str], owed_cents: int) -> list[str]:
    """The segments between ST and SE of one payment of `owed_cents`, not negative; `claims` by `claim_segments`."""
    segments = [_payment(payer, payee, run, owed_cents)]
    segments.append(written("TRN", "1", payee.trace, _originator(payer)))
    segments.append(written("DTM", "405", f"{run.paid_on:%Y%m%d}"))
    segments += _parties(payer, payee)
    if claims:
        segments.append(written("LX", "1"))
    segments += claims
    segments += _provider(payee, run.paid_on)
    return segments


def _payment(payer: Payer, payee: Payee, run: Run, cents: int) -> str:
    """BPR: nothing paid, a transfer where both banks are known, else a cheque."""
    amount, day = as_amount(cents), f"{run.paid_on:%Y%m%d}"
    if cents == 0:
        return written("BPR", "H", amount, "C", "NON", *[""] * 11, day)
    if payer.bank is None or payee.bank is None:
        return written("BPR", "I", amount, "C", "CHK", *[""] * 11, day)
    paying = ("01", payer.bank.routing, "DA", payer.bank.account, _originator(payer), "")
    return written(
        "BPR", "I", amount, "C", "ACH", "CCP", *paying, "01", payee.bank.routing, "DA", payee.bank.account, day
    )


def _originator(payer: Payer) -> str:
    return f"1{payer.tax_id}"  # 1: an employer's number follows


def _parties(payer: Payer, payee: Payee) -> Iterator[str]:
    yield written("N1", "PR", payer.name, "XV", payer.id)
    yield from _address(payer.address)
    yield written("PER", "BL", payer.contact, "TE", payer.phone)
    yield written("N1", "PE", payee.name, "XX", payee.npi)
    if payee.address:
        yield from _address(payee.address)
    if payee.tax_id:
        yield written("REF", "TJ", payee.tax_id)


def _address(address: Address) -> Iterator[str]:
    yield written("N3", address.street)
    yield written("N4", address.city, address.state, address.zip_code)


def claim_segments(claim: Claim) -> Iterator[str]:
    """CLP and what follows it."""
    patient = None if claim.patient_cents is None else as_amount(claim.patient_cents)
    charge, paid = as_amount(claim.charge_cents), as_amount(claim.paid_cents)
    where = (claim.filing, claim.payer_control, claim.facility, claim.frequency, "", claim.drg)
    yield written("CLP", claim.control, claim.status, charge, paid, patient, *where)
    yield from _adjusted(claim.adjustments)
    yield from map(text_of, claim.kept)
    for line in claim.lines:
        yield from _write_line(line)


def _write_line(line: ServicePayment) -> Iterator[str]:
    code, money = (line.kind, line.code, *line.modifiers), (as_amount(line.charge_cents), as_amount(line.paid_cents))
    yield written("SVC", code, *money, line.revenue_code, line.units)
    # an 835 has the dates before the adjustments, the rest after
    yield from (text_of(segment) for segment in line.kept if segment.id == "DTM")
    yield from _adjusted(line.adjustments)
    yield from (text_of(segment) for segment in line.kept if segment.id != "DTM")


def _adjusted(adjustments: Sequence[CasAdjustment]) -> Iterator[str]:
    """CAS, one for each group and six reasons."""
    of_group: dict[str, list[Element]] = {}
    for adjustment in adjustments:
        of_group.setdefault(adjustment.group, []).extend((adjustment.reason, as_amount(adjustment.cents), ""))
    for group in sorted(of_group):
        triples = of_group[group]
        for at in range(0, len(triples), IN_A_CAS * 3):
            yield written("CAS", group, *triples[at : at + IN_A_CAS * 3])


def _provider(payee: Payee, paid_on: date) -> Iterator[str]:
    """PLB, six adjustments each."""
    year_end = payee.fiscal_end or date(paid_on.year, *YEAR_END)
    pairs: list[Element] = []
    for adjustment in payee.adjustments:
        pairs += [(adjustment.reason, adjustment.reference), as_amount(adjustment.cents)]
    for at in range(0, len(pairs), IN_A_PLB * 2):
        yield written("PLB", payee.npi, f"{year_end:%Y%m%d}", *pairs[at : at + IN_A_PLB * 2])
