"""A file without a name: it goes when it is closed or the process is killed, so that nothing clear stays on disk."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def unnamed(folder: Path) -> Iterator[IO[bytes]]:
    """An empty file on the disk of `folder`, to be written and then read by `path_of`."""
    with tempfile.TemporaryFile(dir=folder) as held:
        yield held


def path_of(held: IO[bytes]) -> Path:
    """The path by which an engine in this process opens the file while it is open; all that was written is there."""
    held.flush()
    return Path(f"/dev/fd/{held.fileno()}")
