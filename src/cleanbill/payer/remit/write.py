"""The segments of an 835: envelope, payment, parties, claims, provider adjustments.

Source: 5010 X221A1; what stands where, and which elements go together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from cleanbill.core.x12 import Segment
from cleanbill.payer.remit.amounts import as_amount
from cleanbill.payer.remit.model import Adjustment, Claim, ProviderAdjustment, ServiceLine
from cleanbill.payer.remit.parties import Address, Payee, Payer, Run
from cleanbill.payer.remit.segment import made

VERSION = "005010X221A1"
IN_A_CAS = IN_A_PLB = 6  # adjustments that a segment has room for
YEAR_END = (12, 31)


def envelope(run: Run, transactions: Iterable[Sequence[Segment]]) -> Iterator[Segment]:
    """All segments of a file with one interchange and one group that holds `transactions` (without ST and SE)."""
    day, blank, use = run.paid_on, " " * 10, "T" if run.test else "P"
    who = ["00", blank, "00", blank, "ZZ", f"{run.sender:15}", "ZZ", f"{run.receiver:15}"]
    when = [f"{day:%y%m%d}", run.time, "^", "00501", f"{run.control:09}", "0", use, ":"]
    # not through `made`: an ISA keeps its spaces and holds the separators themselves
    yield made("ISA")._replace(elements=["ISA", *who, *when])
    yield made("GS", "HP", run.sender, run.receiver, f"{day:%Y%m%d}", run.time, run.control, "X", VERSION)
    count = 0
    for count, segments in enumerate(transactions, 1):
        yield made("ST", "835", f"{count:04}")
        yield from segments
        yield made("SE", len(segments) + 2, f"{count:04}")
    yield made("GE", count, run.control)
    yield made("IEA", "1", f"{run.control:09}")


def transaction(payer: Payer, payee: Payee, run: Run, claims: Sequence[Claim], owed_cents: int) -> list[Segment]:
    """The segments between ST and SE of one payment of `owed_cents`, which is not negative."""
    segments = [_payment(payer, payee, run, owed_cents)]
    segments.append(made("TRN", "1", payee.trace, _originator(payer)))
    segments.append(made("DTM", "405", f"{run.paid_on:%Y%m%d}"))
    segments += _parties(payer, payee)
    if claims:
        segments.append(made("LX", "1"))
    for claim in claims:
        segments += _claim(claim)
    segments += _provider(payee, run.paid_on)
    return segments


def _payment(payer: Payer, payee: Payee, run: Run, cents: int) -> Segment:
    """BPR: nothing paid, a transfer where both banks are known, else a cheque."""
    amount, day = as_amount(cents), f"{run.paid_on:%Y%m%d}"
    if cents == 0:
        return made("BPR", "H", amount, "C", "NON", *[""] * 11, day)
    if payer.bank is None or payee.bank is None:
        return made("BPR", "I", amount, "C", "CHK", *[""] * 11, day)
    paying = ("01", payer.bank.routing, "DA", payer.bank.account, _originator(payer), "")
    return made("BPR", "I", amount, "C", "ACH", "CCP", *paying, "01", payee.bank.routing, "DA", payee.bank.account, day)


def _originator(payer: Payer) -> str:
    return f"1{payer.tax_id}"  # 1: an employer's number follows


def _parties(payer: Payer, payee: Payee) -> Iterator[Segment]:
    yield made("N1", "PR", payer.name, "XV", payer.id)
    yield from _address(payer.address)
    yield made("PER", "BL", payer.contact, "TE", payer.phone)
    yield made("N1", "PE", payee.name, "XX", payee.npi)
    if payee.address:
        yield from _address(payee.address)
    if payee.tax_id:
        yield made("REF", "TJ", payee.tax_id)


def _address(address: Address) -> Iterator[Segment]:
    yield made("N3", address.street)
    yield made("N4", address.city, address.state, address.zip_code)


def _claim(claim: Claim) -> Iterator[Segment]:
    patient = None if claim.patient_cents is None else as_amount(claim.patient_cents)
    charge, paid = as_amount(claim.charge_cents), as_amount(claim.paid_cents)
    where = (claim.filing, claim.payer_control, claim.facility, claim.frequency, "", claim.drg)
    yield made("CLP", claim.control, claim.status, charge, paid, patient, *where)
    yield from _adjusted(claim.adjustments)
    yield from claim.kept
    for line in claim.lines:
        yield from _line(line)


def _line(line: ServiceLine) -> Iterator[Segment]:
    code, money = (line.kind, line.code, *line.modifiers), (as_amount(line.charge_cents), as_amount(line.paid_cents))
    yield made("SVC", code, *money, line.revenue_code, line.units)
    dates = [segment for segment in line.kept if segment.id == "DTM"]
    yield from dates  # an 835 has them before the adjustments, the rest after
    yield from _adjusted(line.adjustments)
    yield from (segment for segment in line.kept if segment not in dates)


def _adjusted(adjustments: Sequence[Adjustment]) -> Iterator[Segment]:
    """CAS, one for each group and six reasons."""
    for group, members in groupby(sorted(adjustments, key=lambda one: one.group), key=lambda one: one.group):
        held = list(members)
        for at in range(0, len(held), IN_A_CAS):
            triples = [
                element for one in held[at : at + IN_A_CAS] for element in (one.reason, as_amount(one.cents), "")
            ]
            yield made("CAS", group, *triples)


def _provider(payee: Payee, paid_on: date) -> Iterator[Segment]:
    """PLB, six adjustments each."""
    year_end = payee.fiscal_end or date(paid_on.year, *YEAR_END)
    held: tuple[ProviderAdjustment, ...] = payee.adjustments
    for at in range(0, len(held), IN_A_PLB):
        pairs = [
            element
            for one in held[at : at + IN_A_PLB]
            for element in ((one.reason, one.reference), as_amount(one.cents))
        ]
        yield made("PLB", payee.npi, f"{year_end:%Y%m%d}", *pairs)
