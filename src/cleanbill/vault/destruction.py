"""Destroys a portfolio's data by destroying its key, and certifies it.

The sealed files are removed too, but what makes them unreadable, in every copy
and backup, is that the key is gone (NIST SP 800-88 rev. 1, cryptographic erase).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from cleanbill.core.errors import CleanbillError
from cleanbill.vault.keyring import Keyring

# sealed: identity, new addresses, letters with their codes; and the list of who gets no letter, by number alone
PERSONAL = ("identity.parquet", "addresses.parquet", "letters-*.parquet", "held-*.csv")


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was destroyed, when, by whom, and how that can be checked. Holds nothing of a person."""

    portfolio_id: str
    agreement_id: str
    destroyed_at: str  # ISO 8601, UTC
    asked_by: str
    approved_by: str
    method: str
    key_sha256: str  # of the key that was destroyed: who kept a copy of it against the rules would hold this
    files: dict[str, str]  # name -> SHA-256 of each sealed file as it was

    def text(self) -> str:
        """The certificate as JSON, the same bytes for the same facts."""
        return json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def destroy(
    keyring: Keyring,
    portfolio_id: str,
    sealed: Sequence[Path],
    *,
    agreement_id: str,
    asked_by: str,
    approved_by: str,
    at: datetime,
    to: Path,
) -> Certificate:
    """Destroys the key of a portfolio, removes its `sealed` files, and writes the certificate to `to`.

    Two different people are needed. The certificate is on disk before the key goes; broken off
    there, the same call goes on to the end, with the certificate as it was. Raises CleanbillError,
    with nothing destroyed, where the two are one or a file is missing.
    """
    if to.exists():
        return _finished(keyring, destroyed(to.read_text("utf-8")), portfolio_id, sealed)
    if asked_by.casefold().strip() == approved_by.casefold().strip():
        raise CleanbillError("Destruction needs two people: whoever asks for it cannot approve it.")
    missing = [path.name for path in sealed if not path.is_file()]
    if missing:
        raise CleanbillError(f"Not there, so nothing was destroyed: {', '.join(missing)}.")
    certificate = Certificate(
        portfolio_id=portfolio_id,
        agreement_id=agreement_id,
        destroyed_at=at.isoformat(timespec="seconds"),
        asked_by=asked_by,
        approved_by=approved_by,
        method="cryptographic erase: the only key of these files was overwritten and removed",
        key_sha256=hashlib.sha256(keyring.key(portfolio_id)).hexdigest(),
        files={path.name: _sha256(path) for path in sealed},
    )
    unfinished = to.with_name(f".{to.name}.unfinished")
    unfinished.write_text(certificate.text(), "utf-8")
    unfinished.replace(to)
    return _finished(keyring, certificate, portfolio_id, sealed)


def _finished(keyring: Keyring, certificate: Certificate, portfolio_id: str, sealed: Sequence[Path]) -> Certificate:
    if certificate.portfolio_id != portfolio_id:
        raise CleanbillError(f"The certificate there is of portfolio {certificate.portfolio_id}, not {portfolio_id}.")
    keyring.drop(portfolio_id)
    for path in sealed:
        path.unlink(missing_ok=True)
    return certificate


def personal_files(folder: Path) -> list[Path]:
    """Every file of a portfolio's folder that tells of persons and is to be destroyed with its key, by name."""
    return sorted(path for pattern in PERSONAL for path in folder.glob(pattern))


def destroyed(certificate: str) -> Certificate:
    """The certificate in a text that `Certificate.text` wrote; CleanbillError where it is none."""
    try:
        return Certificate(**json.loads(certificate))
    except (ValueError, TypeError):
        raise CleanbillError("This is not a certificate of destruction, or lacks a part of it.") from None


def _sha256(path: Path) -> str:
    with path.open("rb") as held:
        return hashlib.file_digest(held, "sha256").hexdigest()
