"""Keys in a folder: one for each portfolio and one for hashing, each wrapped by the master key (AES-256-GCM).

The master key is given in CLEANBILL_MASTER_KEY (32 bytes as base64), or else
lies in the folder as `master.key`, which only its owner may read. A copy of the
folder without the master key opens nothing.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cleanbill.core.errors import CleanbillError

VARIABLE = "CLEANBILL_MASTER_KEY"
KEY_BYTES, NONCE_BYTES = 32, 12
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
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
            with path.open("r+b") as held:
                held.write(secrets.token_bytes(path.stat().st_size))
                held.flush()
                os.fsync(held.fileno())
            path.unlink()

    def _store(self, name: str) -> None:
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = AESGCM(self._master(make=True)).encrypt(nonce, secrets.token_bytes(KEY_BYTES), name.encode())
        _write_once(self._path(name), nonce + sealed)

    def _load(self, name: str) -> bytes:
        path = self._path(name)
        if self._tomb(name).exists():
            raise KeyDestroyed(f"The key of portfolio {name} was destroyed; what it sealed cannot be read again.")
        if not path.exists():
            raise CleanbillError(f"There is no key for {name} in {self.folder}.")
        raw = path.read_bytes()
        try:
            return AESGCM(self._master(make=False)).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], name.encode())
        except InvalidTag:
            raise CleanbillError(
                f"The key of {name} does not open with this master key, or its file was changed. "
                f"Set {VARIABLE} to the key that the workspace was made with."
            ) from None

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
