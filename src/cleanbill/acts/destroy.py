"""A portfolio's data is destroyed: by when, asked for by one person, approved and done by another, and certified.

The approval is on record first, then the data goes, then the certificate is on record: broken off anywhere, the same
act taken again ends whole. 45 CFR 164.504(e)(2)(ii)(J): return or destroy.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from cleanbill import records
from cleanbill.acts.office import Office, open_office
from cleanbill.core.errors import CleanbillError
from cleanbill.records import By, Clock, Destruction, TakenIn
from cleanbill.relief import Portfolio, portfolio, portfolio_names
from cleanbill.vault import Certificate, destroy, destroyed, personal_files, remains
from cleanbill.vault import due as due_of

CERTIFICATES = "certificates"


@dataclass(frozen=True, slots=True)
class Asked:
    """A destruction that is asked for, or was done before, and how many files hold data of persons."""

    destruction: Destruction
    files: int


@dataclass(frozen=True, slots=True)
class Destroyed:
    """A portfolio's data that is gone: its certificate, and where that lies."""

    portfolio_id: str
    certificate: Certificate
    path: Path

    @property
    def files(self) -> int:
        """How many files went, sealed and unsealed."""
        return len(self.certificate.sealed) + len(self.certificate.unsealed)


@dataclass(frozen=True, slots=True)
class CheckedCertificate:
    """A certificate, and every fault in it: what the records say otherwise, and what is still here."""

    certificate: Certificate
    faults: tuple[str, ...]


def ask_destruction(office: Office, by: By, portfolio_id: str) -> Asked:
    """Asks to destroy a portfolio's data; nothing goes before another person approves.

    Raises CleanbillError while a purchase of it is open.
    """
    data = portfolio(office.folder, portfolio_id)
    office.store.ask_destruction(by, _taken_in(data))
    return Asked(_asked_for(office, portfolio_id), len(personal_files(data.folder)))


def decline_destruction(office: Office, by: By, portfolio_id: str, why: str) -> Destruction:
    """Declines what another asked for; it may be asked for again. `why` is on record for good, and names nobody."""
    portfolio(office.folder, portfolio_id)
    office.store.decline_destruction(by, portfolio_id, why)
    return _asked_for(office, portfolio_id)


def approve_destruction(office: Office, by: By, portfolio_id: str) -> Destroyed:
    """Destroys what another person asked to destroy: its key and its files, certified in `certificates`.

    Raises CleanbillError, with nothing on record, where its key cannot be opened: then it could not be done.
    """
    data, ring = portfolio(office.folder, portfolio_id), office.keys
    to = office.folder / CERTIFICATES / f"{data.portfolio_id}.json"
    if not to.exists():
        ring.key(data.portfolio_id)  # nothing is approved that cannot be done
    to.parent.mkdir(mode=0o700, exist_ok=True)
    office.store.approve_destruction(by, _taken_in(data))
    asked_for = _asked_for(office, data.portfolio_id)
    made = destroy(
        ring, data.portfolio_id, data.folder, agreement_id=asked_for.agreement_id, asked_by=asked_for.asked_by,
        approved_by=asked_for.approved_by, at=by.at, to=to,
    )  # fmt: skip
    on = datetime.fromisoformat(made.destroyed_at).date()
    office.store.certify_destruction(by, data.portfolio_id, certificate_sha256=made.sha256, on=on)
    return Destroyed(data.portfolio_id, made, to)


def check_certificate(folder: Path, file: Path) -> CheckedCertificate:
    """Holds a certificate's file against the chain of acts of a programme, and against what is still in its folder.

    Raises CleanbillError where the file cannot be read or is none, or there is no such programme.
    """
    certificate = _read(file)
    if not folder.is_dir():
        raise CleanbillError(f"There is no folder {folder}: whether the data is gone is seen where it was kept.")
    with open_office(folder) as office:
        return CheckedCertificate(certificate, (*_unlike(office, certificate), *_still_here(office, certificate)))


def clocks_due(office: Office, on: date, within_days: int | None = None) -> tuple[Clock, ...]:
    """By when each portfolio's data must be destroyed: the most pressing first, then those without a last day.

    With `within_days` only those that are due in so many days from `on`, or over.
    """
    taken_in = (_taken_in(portfolio(office.folder, name)) for name in portfolio_names(office.folder))
    clocks = {clock.portfolio_id: clock for clock in office.store.clocks(taken_in)}
    counted = [clock.held for clock in clocks.values() if clock.held is not None]
    furthest = max(((one.destroy_by - on).days for one in counted), default=0)
    days = furthest if within_days is None else within_days
    pressing = [clocks[one.portfolio_id] for one in due_of(counted, on, within_days=days)]
    return (*pressing, *(() if within_days is not None else _without_a_last_day(clocks.values())))


def _without_a_last_day(clocks: Iterable[Clock]) -> list[Clock]:
    return [clock for clock in clocks if clock.held is None]


def _read(file: Path) -> Certificate:
    try:
        return destroyed(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CleanbillError(f"{file} cannot be read ({type(error).__name__}).") from None


def _taken_in(data: Portfolio) -> TakenIn:
    """What the records know of a portfolio, whether it was offered or not."""
    return TakenIn(data.portfolio_id, data.holder, data.sale_file_sha256, data.taken_in_on)


def _asked_for(office: Office, portfolio_id: str) -> Destruction:
    (asked,) = (destruction for destruction in office.store.destructions() if destruction.portfolio_id == portfolio_id)
    return asked


def _unlike(office: Office, certificate: Certificate) -> list[str]:
    """What the chain of acts says otherwise, or does not say."""
    name = certificate.portfolio_id
    acts = [act for act in office.store.acts() if act.subject == name and act.act == records.CERTIFIED]
    if not acts:
        return ["no act of the records certifies this destruction: run `cleanbill relief destroy --approve` again"]
    if json.loads(acts[-1].details)["certificate_sha256"] != certificate.sha256:
        return ["the records certify another text: this one was changed, or is of another programme"]
    return []


def _still_here(office: Office, certificate: Certificate) -> list[str]:
    folder = office.folder / "portfolios" / certificate.portfolio_id
    again = "run `cleanbill relief destroy --approve` again"
    return [f"{name} of {certificate.portfolio_id} is still here: {again}"
            for name in remains(office.keys, certificate, folder)]  # fmt: skip
