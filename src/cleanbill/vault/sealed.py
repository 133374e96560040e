"""Sealed Parquet: every column and the footer encrypted under a portfolio's key.

Parquet modular encryption (AES-256-GCM) as Arrow has it. The file's own keys are
wrapped by the portfolio's key, so without that key nothing in it can be read,
not even how many rows or which columns it has.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pe

from cleanbill.core.errors import CleanbillError
from cleanbill.vault.keyring import unwrapped, wrapped

BITS = 256


def write_sealed(batches: Iterable[pa.RecordBatch], schema: pa.Schema, path: Path, key: bytes) -> int:
    """Writes `batches` to `path`, readable with `key` alone; the rows written. Whole or not at all."""
    config = pe.EncryptionConfiguration(footer_key="portfolio", uniform_encryption=True, data_key_length_bits=BITS)
    factory, connection = _factory(key)
    sealed = factory.file_encryption_properties(connection, config)
    unfinished = path.with_name(f".{path.name}.unfinished")
    rows = 0
    try:
        with pq.ParquetWriter(unfinished, schema, compression="zstd", encryption_properties=sealed) as writer:
            for batch in batches:
                writer.write_batch(batch)
                rows += batch.num_rows
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return rows


def read_sealed(path: Path, key: bytes, columns: list[str] | None = None) -> pa.Table:
    """What was sealed at `path`. Raises CleanbillError where `key` is another or the file was changed."""
    factory, connection = _factory(key)
    try:
        opened = factory.file_decryption_properties(connection, pe.DecryptionConfiguration())
        with pq.ParquetFile(path, decryption_properties=opened) as file:
            return file.read(columns)
    except (OSError, ValueError, KeyError, pa.ArrowException) as wrong:
        if isinstance(wrong, FileNotFoundError):
            raise CleanbillError(f"There is no sealed file {path.name}.") from None
        raise CleanbillError(f"{path.name} does not open: it has another key, or was changed.") from None


class _Wrapping(pe.KmsClient):  # type: ignore[misc]
    """Wraps a file's keys under the portfolio's key."""

    def __init__(self, key: bytes) -> None:
        super().__init__()
        self._key = key

    def wrap_key(self, key_bytes: bytes, master_key_identifier: str) -> str:
        return base64.b64encode(wrapped(self._key, key_bytes, master_key_identifier)).decode()

    def unwrap_key(self, wrapped_key: str, master_key_identifier: str) -> bytes:
        opened = unwrapped(self._key, base64.b64decode(wrapped_key), master_key_identifier)
        if opened is None:
            raise ValueError("another key")
        return opened


def _factory(key: bytes) -> tuple[pe.CryptoFactory, pe.KmsConnectionConfig]:
    return pe.CryptoFactory(lambda _: _Wrapping(key)), pe.KmsConnectionConfig()


# Several files sealed as one: a Parquet of names and contents under a portfolio's key, whole or not at all.


SHAPE = pa.schema({"name": pa.string(), "content": pa.large_binary()})


def write_bundle(files: Iterable[tuple[str, bytes]], path: Path, key: bytes) -> int:
    """Seals `files` as they come, one in memory at a time; how many. The file can be read by its owner alone."""
    batches = (pa.RecordBatch.from_pydict({"name": [name], "content": [held]}, SHAPE) for name, held in files)
    count = write_sealed(batches, SHAPE, path, key)
    path.chmod(0o600)
    return count


def read_bundle(path: Path, key: bytes) -> Iterator[tuple[str, bytes]]:
    """Each name with its content, in order. Raises CleanbillError where `key` is another or the file was changed."""
    sealed_rows = read_sealed(path, key)
    for name, content in zip(sealed_rows["name"], sealed_rows["content"], strict=True):
        yield name.as_py(), content.as_py()
