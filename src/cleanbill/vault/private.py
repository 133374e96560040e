"""Files and folders that their owner alone may read."""

from __future__ import annotations

import os
from pathlib import Path

from cleanbill.core.errors import CleanbillError


def write_private(path: Path, content: bytes) -> None:
    """Writes a file that was never readable by others; in place of an earlier one, whole or not at all."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as held:
            held.write(content)
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
