"""The segments of an 835: envelope, payment, parties, claims, provider adjustments.

Source: 5010 X221A1; what stands where, and which elements go together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from cleanbill.payer.remit.amounts import as_amount
from cleanbill.payer.remit.model import Adjustment, Claim, ServiceLine
from cleanbill.payer.remit.parties import Address, Payee, Payer, Run
from cleanbill.payer.remit.segment import Element, made, text_of, written

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
        yield from _line(line)


def _line(line: ServiceLine) -> Iterator[str]:
    code, money = (line.kind, line.code, *line.modifiers), (as_amount(line.charge_cents), as_amount(line.paid_cents))
    yield written("SVC", code, *money, line.revenue_code, line.units)
    # an 835 has the dates before the adjustments, the rest after
    yield from (text_of(segment) for segment in line.kept if segment.id == "DTM")
    yield from _adjusted(line.adjustments)
    yield from (text_of(segment) for segment in line.kept if segment.id != "DTM")


def _adjusted(adjustments: Sequence[Adjustment]) -> Iterator[str]:
    """CAS, one for each group and six reasons."""
    of_group: dict[str, list[Element]] = {}
    for one in adjustments:
        of_group.setdefault(one.group, []).extend((one.reason, as_amount(one.cents), ""))
    for group in sorted(of_group):
        triples = of_group[group]
        for at in range(0, len(triples), IN_A_CAS * 3):
            yield written("CAS", group, *triples[at : at + IN_A_CAS * 3])


def _provider(payee: Payee, paid_on: date) -> Iterator[str]:
    """PLB, six adjustments each."""
    year_end = payee.fiscal_end or date(paid_on.year, *YEAR_END)
    pairs: list[Element] = []
    for one in payee.adjustments:
        pairs += [(one.reason, one.reference), as_amount(one.cents)]
    for at in range(0, len(pairs), IN_A_PLB * 2):
        yield written("PLB", payee.npi, f"{year_end:%Y%m%d}", *pairs[at : at + IN_A_PLB * 2])
