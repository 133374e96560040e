"""New addresses of people whose letters came back, sealed in their portfolio's folder: none is told to anyone else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cleanbill.vault import read_bundle, write_bundle

FILE, NAME = "addresses.parquet", "addresses.json"


def known_addresses(folder: Path, key: bytes) -> list[dict[str, Any]]:
    """Each with person_key, address (its lines) and state."""
    path = folder / FILE
    if not path.is_file():
        return []
    ((_, content),) = read_bundle(path, key)
    told: list[dict[str, Any]] = json.loads(content)
    return told


def add_addresses(folder: Path, key: bytes, new: list[dict[str, Any]]) -> None:
    """Adds to them; the same again adds nothing."""
    held = known_addresses(folder, key)
    held += [each for each in new if each not in held]
    write_bundle([(NAME, json.dumps(held).encode())], folder / FILE, key)
