"""Several files sealed as one: a Parquet of names and contents under a portfolio's key, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa

from cleanbill.vault.sealed import read_sealed, write_sealed

SHAPE = pa.schema({"name": pa.string(), "content": pa.large_binary()})


def write_bundle(files: Iterable[tuple[str, bytes]], path: Path, key: bytes) -> int:
    """Seals `files` as they come, one in memory at a time; how many. The file can be read by its owner alone."""
    batches = (pa.RecordBatch.from_pydict({"name": [name], "content": [held]}, SHAPE) for name, held in files)
    count = write_sealed(batches, SHAPE, path, key)
    path.chmod(0o600)
    return count


def read_bundle(path: Path, key: bytes) -> Iterator[tuple[str, bytes]]:
    """Each name with its content, in order. Raises CleanbillError where `key` is another or the file was changed."""
    held = read_sealed(path, key)
    for name, content in zip(held["name"], held["content"], strict=True):
        yield name.as_py(), content.as_py()
