"""Destroys a portfolio's data by destroying its key and removing its files, and certifies it.

Sealed files are removed too, but what makes them unreadable, in every copy and backup, is that the key is gone
(NIST SP 800-88 rev. 1, cryptographic erase). Files that were not sealed are removed, and the certificate says no more.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta
from pathlib import Path

from cleanbill.core.errors import CleanbillError
from cleanbill.vault.keyring import Keyring

# what tells of no person, or by keyed hash and number alone so that no debt is bought twice; all else goes
KEPT = (".cleanbill", "quality.json", "quality.csv", "mapping.yaml", "debts.parquet", "specimen-*.pdf")
SEALED = b"PARE"  # how a Parquet file begins whose footer is encrypted
METHOD = (
    "sealed files: cryptographic erase, their key was overwritten and removed; "
    "unsealed files: removed from the portfolio's folder, which reaches no copy made before"
)


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was destroyed, when, by whom, and how that can be checked. Holds nothing of a person."""

    portfolio_id: str
    agreement_id: str  # whose term it was; empty where none names one
    destroyed_at: str  # ISO 8601, with its zone
    asked_by: str
    approved_by: str
    method: str
    key_sha256: str  # of the key that was destroyed: who kept a copy of it against the rules would hold this
    sealed: dict[str, str]  # name -> SHA-256 of each sealed file as it was
    unsealed: dict[str, str]  # the same of each file that was not sealed

    def text(self) -> str:
        """The certificate as JSON, the same bytes for the same facts."""
        return json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False) + "\n"

    @property
    def sha256(self) -> str:
        """The hash of the text in UTF-8."""
        return hashlib.sha256(self.text().encode()).hexdigest()


def destroy(
    keyring: Keyring,
    portfolio_id: str,
    folder: Path,
    *,
    agreement_id: str,
    asked_by: str,
    approved_by: str,
    at: datetime,
    to: Path,
) -> Certificate:
    """Destroys the key of a portfolio, removes the personal files of its folder, and writes the certificate to `to`.

    Two different people are needed. The certificate is on disk before the key goes; broken off
    there, the same call goes on to the end, with the certificate as it was. Raises CleanbillError,
    with nothing destroyed, where the two are one, there is no folder, or a certificate of others is there.
    """
    who = (portfolio_id, agreement_id, asked_by, approved_by)
    if to.exists():
        return _finished(keyring, destroyed(to.read_text("utf-8")), who, folder)
    if asked_by.casefold().strip() == approved_by.casefold().strip():
        raise CleanbillError("Destruction needs two people: whoever asks for it cannot approve it.")
    if not folder.is_dir():
        raise CleanbillError(f"There is no folder of portfolio {portfolio_id}, so nothing was destroyed.")
    files = {path.relative_to(folder).as_posix(): path for path in personal_files(folder)}
    certificate = Certificate(
        *who[:2],
        destroyed_at=at.isoformat(timespec="seconds"),
        asked_by=asked_by,
        approved_by=approved_by,
        method=METHOD,
        key_sha256=hashlib.sha256(keyring.key(portfolio_id)).hexdigest(),
        sealed={name: _sha256(path) for name, path in files.items() if _is_sealed(path)},
        unsealed={name: _sha256(path) for name, path in files.items() if not _is_sealed(path)},
    )
    _on_disk(certificate, to)
    return _finished(keyring, certificate, who, folder)


def _on_disk(certificate: Certificate, to: Path) -> None:
    """Written whole, and safely: once the key is gone it cannot be made again."""
    unfinished = to.with_name(f".{to.name}.unfinished")
    with unfinished.open("w", encoding="utf-8") as opened:
        opened.write(certificate.text())
        opened.flush()
        os.fsync(opened.fileno())
    unfinished.replace(to)


def _finished(keyring: Keyring, certificate: Certificate, who: tuple[str, ...], folder: Path) -> Certificate:
    found = (certificate.portfolio_id, certificate.agreement_id, certificate.asked_by, certificate.approved_by)
    if found != who:
        raise CleanbillError(
            f"The certificate there is of portfolio {found[0]} under agreement {found[1] or '(none)'}, asked for by "
            f"{found[2]}, approved by {found[3]}: not what is to be done. Find out who put it there."
        )
    keyring.drop(certificate.portfolio_id)
    for path in personal_files(folder):
        path.unlink(missing_ok=True)
    return certificate


def personal_files(folder: Path) -> list[Path]:
    """Every file of a portfolio's folder that is to be destroyed with its key, by name: all but those of KEPT.

    What a broken-off run left half written is among them, and what somebody put there. None where there is no folder.
    """
    kept = {path for pattern in KEPT for path in folder.glob(pattern)}
    return sorted(path for path in folder.rglob("*") if not path.is_dir() and path not in kept)


def remains(keyring: Keyring, certificate: Certificate, folder: Path) -> list[str]:
    """What the certificate says is gone and is there: the key, and files of the portfolio's `folder`."""
    key = ["the key"] if keyring.has(certificate.portfolio_id) else []
    named = {*certificate.sealed, *certificate.unsealed}
    there = {path.relative_to(folder).as_posix() for path in personal_files(folder)}
    return [*key, *sorted(there | {name for name in named if (folder / name).exists()})]


def destroyed(certificate: str) -> Certificate:
    """The certificate in a text that `Certificate.text` wrote, to the byte; CleanbillError where it is none."""
    try:
        held = Certificate(**json.loads(certificate))
    except (ValueError, TypeError):
        held = None
    if held is None or not _whole(held) or held.text() != certificate:
        raise CleanbillError("This is not a certificate of destruction, lacks a part of it, or was changed.")
    return held


def _whole(held: Certificate) -> bool:
    """Whether each part is of its type."""
    files = (held.sealed, held.unsealed)
    texts = (getattr(held, field.name) for field in fields(held) if field.name not in ("sealed", "unsealed"))
    listed = all(isinstance(file, dict) and all(map(_is_text, file.values())) for file in files)
    return listed and all(map(_is_text, texts))


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_sealed(path: Path) -> bool:
    with path.open("rb") as opened:
        return opened.read(len(SEALED)) == SEALED


def _sha256(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


# The retention clock: which portfolios an agreement says must be destroyed by a day.


@dataclass(frozen=True, slots=True)
class Held:
    """A portfolio's data under an agreement, which allows it for `keep_days` after `counted_from`."""

    portfolio_id: str
    agreement_id: str
    counted_from: date  # the day the agreement counts from: of closing, or of the offer that came to nothing
    keep_days: int

    @property
    def destroy_by(self) -> date:
        """The last day on which the data may be held."""
        return self.counted_from + timedelta(days=self.keep_days)


def due(held: Iterable[Held], today: date, *, within_days: int = 0) -> list[Held]:
    """Those to be destroyed by `today`, or within so many days of it, the most pressing first."""
    last = today + timedelta(days=within_days)
    return sorted((one for one in held if one.destroy_by <= last), key=lambda one: (one.destroy_by, one.portfolio_id))
