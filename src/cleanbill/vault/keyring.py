"""Keys in a folder: one for each portfolio and one for hashing, each wrapped by the master key (AES-256-GCM).

The master key is given in CLEANBILL_MASTER_KEY (32 bytes as base64), or else
lies in the folder as `master.key`, which only its owner may read. A copy of the
folder without the master key opens nothing.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from cleanbill.core.errors import CleanbillError
from cleanbill.core.optional import needs

VARIABLE = "CLEANBILL_MASTER_KEY"
KEY_BYTES, NONCE_BYTES = 32, 12
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
NEEDED_FOR = "What is sealed under a key"
HASHING = "ssn-hash"  # the name of the key that hashes are made with; no portfolio may have it


class KeyDestroyed(CleanbillError):
    """The key was destroyed on purpose, and with it all that it sealed."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys of a workspace, in `folder`."""

    folder: Path

    def make(self, portfolio_id: str) -> None:
        """A new key for a portfolio; CleanbillError where it has one, or had one that was destroyed."""
        _checked(portfolio_id)
        if self._tomb(portfolio_id).exists():
            raise KeyDestroyed(f"Portfolio {portfolio_id} was destroyed. Give the new one a name of its own.")
        self._store(portfolio_id)

    def has(self, portfolio_id: str) -> bool:
        """Whether there is a key for the portfolio."""
        _checked(portfolio_id)
        return self._path(portfolio_id).exists()

    def key(self, portfolio_id: str) -> bytes:
        """The portfolio's key. Raises KeyDestroyed, or CleanbillError where there is none or the master is another."""
        _checked(portfolio_id)
        return self._load(portfolio_id)

    def forget(self, portfolio_id: str) -> None:
        """Takes back a key that has sealed nothing yet, so that the name can be used again."""
        _checked(portfolio_id)
        self._path(portfolio_id).unlink(missing_ok=True)

    def hashing_key(self) -> bytes:
        """The key of keyed hashes, the same for all portfolios; made when it is first asked for."""
        if not self._path(HASHING).exists():
            self._store(HASHING)
        return self._load(HASHING)

    def drop(self, portfolio_id: str) -> None:
        """Overwrites and removes the portfolio's key; what it sealed can never be read again.

        Broken off, it can be taken again: from its first step on the key opens nothing.
        """
        _checked(portfolio_id)
        path = self._path(portfolio_id)
        self._tomb(portfolio_id).touch(mode=0o600)
        if path.exists():
            with path.open("r+b") as opened:
                opened.write(secrets.token_bytes(path.stat().st_size))
                opened.flush()
                os.fsync(opened.fileno())
            path.unlink()

    def _store(self, name: str) -> None:
        sealed = wrapped(self._master(make=True), secrets.token_bytes(KEY_BYTES), name)
        _write_once(self._path(name), sealed)

    def _load(self, name: str) -> bytes:
        path = self._path(name)
        if self._tomb(name).exists():
            raise KeyDestroyed(f"The key of portfolio {name} was destroyed; what it sealed cannot be read again.")
        if not path.exists():
            raise CleanbillError(f"There is no key for {name} in {self.folder}.")
        key = unwrapped(self._master(make=False), path.read_bytes(), name)
        if key is None:
            raise CleanbillError(
                f"The key of {name} does not open with this master key, or its file was changed. "
                f"Set {VARIABLE} to the key that the workspace was made with."
            )
        return key

    def _master(self, *, make: bool) -> bytes:
        given = os.environ.get(VARIABLE)
        if given is not None:
            return _decoded(given)
        path = self.folder / "master.key"
        if not path.exists():
            if not make:
                raise CleanbillError(f"There is no master key. Set {VARIABLE}, or put master.key into {self.folder}.")
            _write_once(path, base64.b64encode(secrets.token_bytes(KEY_BYTES)))
        return _decoded(path.read_text("ascii"))

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.key"

    def _tomb(self, name: str) -> Path:
        return self.folder / f"{name}.destroyed"


def wrapped(key: bytes, secret: bytes, name: str) -> bytes:
    """`secret` under `key` (AES-256-GCM): a nonce, then what is sealed. It opens under the same `name` alone."""
    with needs("cryptography", NEEDED_FOR):
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 (optional)
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, secret, name.encode())


def unwrapped(key: bytes, raw: bytes, name: str) -> bytes | None:
    """What `wrapped` sealed; None where `key` or `name` is another, or `raw` was changed."""
    with needs("cryptography", NEEDED_FOR):
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 (optional)
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 (optional)
    try:
        return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], name.encode())
    except (InvalidTag, ValueError):  # too short a nonce is a ValueError
        return None


def _checked(portfolio_id: str) -> None:
    if not NAME.fullmatch(portfolio_id) or portfolio_id in {HASHING, "master"}:
        raise CleanbillError(
            "A portfolio's name has letters, digits, dots, dashes and underscores, at most 100, "
            f"and is neither {HASHING} nor master."
        )


def _decoded(text: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise CleanbillError(f"The master key is not {KEY_BYTES} bytes written as base64.")
    return key


def _write_once(path: Path, content: bytes) -> None:
    """A file that only its owner may read, safely on disk; CleanbillError where it is there already."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        held = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise CleanbillError(f"{path.name} is there already; a key is never written over.") from None
    with os.fdopen(held, "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())


# Files and folders that their owner alone may read.


def write_private(path: Path, content: bytes) -> None:
    """Writes a file that was never readable by others; in place of an earlier one, whole or not at all."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            opened.write(content)
        unfinished.replace(path)
    except OSError as error:
        raise CleanbillError(f"{path} cannot be written: {(error.strerror or 'refused').lower()}.") from None
    finally:
        unfinished.unlink(missing_ok=True)


def private_folder(path: Path) -> None:
    """Makes a new folder that its owner alone may enter; CleanbillError where something is there."""
    try:
        path.mkdir(mode=0o700, parents=True)
    except OSError as error:
        raise CleanbillError(
            f"{path} cannot be made: {(error.strerror or 'refused').lower()}. Name a folder that is not there."
        ) from None


# Social Security numbers come in, keyed hashes and last fours go out; the number itself is never kept.
#
# HMAC-SHA-256 under the workspace's hashing key: equal numbers have equal hashes
# across sellers and rounds, and without the key a hash cannot be tried out against
# the thousand million numbers there are.


DIGITS = 9
KEPT = 4


def _nine(numbers: pa.Array | pa.ChunkedArray) -> pa.ChunkedArray:
    """The nine digits, without dashes and blanks; null where there are not nine, or none was ever given out.

    Never given out: area 000, 666 and 900 to 999, group 00, serial 0000 (20 CFR 422.103; SSA, randomization of 2011).
    """
    plain = pc.replace_substring_regex(numbers.cast(pa.string()), "[^0-9]", "")
    real = pc.match_substring_regex(plain, "^[0-8][0-9]{8}$")
    for never in ("^000", "^666", "^...00", "0000$"):
        real = pc.and_(real, pc.invert(pc.match_substring_regex(plain, never)))
    return pc.if_else(real, plain, pa.scalar(None, pa.string()))


def hashed_ssns(numbers: pa.Array | pa.ChunkedArray, key: bytes) -> pa.Array:
    """The keyed hash of each number, 64 hex digits; null where it is no number that a person can have."""
    encoded = pc.dictionary_encode(_nine(numbers))
    encoded = encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded
    hashes = [hmac.digest(key, number.encode(), "sha256").hex() for number in encoded.dictionary.to_pylist()]
    return pa.array(hashes, pa.string()).take(encoded.indices)


def last_fours(numbers: pa.Array | pa.ChunkedArray) -> pa.Array:
    """The last four digits, of whole numbers and of a file that holds four digits alone; else null."""
    plain = pc.replace_substring_regex(numbers.cast(pa.string()), "[^0-9]", "")
    size = pc.utf8_length(plain)
    whole = pc.or_(pc.equal(size, DIGITS), pc.equal(size, KEPT))
    kept = pc.if_else(whole, pc.utf8_slice_codeunits(plain, -KEPT), pa.scalar(None, pa.string()))
    return kept.combine_chunks() if isinstance(kept, pa.ChunkedArray) else kept
