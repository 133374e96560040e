"""Whether a file is there, has something in it, and is what its name says."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Literal

from cleanbill.core.errors import BadInput, Finding

Kind = Literal["csv", "parquet"]
KINDS: dict[str, Kind] = {".csv": "csv", ".tsv": "csv", ".parquet": "parquet"}
LOOK_BYTES = 65_536  # how much of a file's start tells text from binary

# The first bytes by which formats say what they are.
MAGIC = {
    b"PAR1": "Parquet",
    b"PK\x03\x04": "a zip archive or an Excel workbook",
    b"\x1f\x8b": "gzip-compressed",
    b"\x28\xb5\x2f\xfd": "zstd-compressed",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"SQLite format 3": "an SQLite database",
    codecs.BOM_UTF16_LE: "UTF-16 text",
    codecs.BOM_UTF16_BE: "UTF-16 text",
}


def file_kind(path: Path) -> Kind:
    """ "csv" or "parquet", once name and first bytes agree.

    Raises BadInput with one finding where the file is absent, is a folder,
    cannot be read, is empty, or is not what its name says.
    """
    fault = _absent(path) or _unlike_its_name(path)
    if fault is not None:
        problem, remedy = fault
        raise BadInput([Finding(path.name, None, None, problem, remedy)])
    return KINDS[path.suffix.lower()]


def _absent(path: Path) -> tuple[str, str] | None:
    if path.is_dir():
        return "is a folder, not a file", "Name the file in it."
    if not path.exists():
        return "there is no such file", "Check the path; file names are case-sensitive."
    if path.suffix.lower() not in KINDS:
        return "its name does not say what it is", f"Use one of {', '.join(KINDS)}."
    if path.stat().st_size == 0:
        return "the file is empty (0 bytes)", "Export it again: a table has a header and at least one row."
    return None


def _unlike_its_name(path: Path) -> tuple[str, str] | None:
    try:
        head, tail = _ends(path)
    except OSError as refused:
        return f"the file cannot be read ({refused.strerror})", "Check its permissions."
    is_it = next((what for magic, what in MAGIC.items() if head.startswith(magic)), None)
    if KINDS[path.suffix.lower()] == "parquet":
        return _not_parquet(is_it, tail)
    if is_it == "UTF-16 text":
        return "the file is UTF-16, not UTF-8", "Save it as 'CSV UTF-8'."
    if is_it is not None:
        return f"its name says CSV, but it is {is_it}", "Export it as CSV, or give it the name of what it is."
    if b"\0" in head:
        return "its name says CSV, but it holds binary data", "Export it as CSV in UTF-8."
    return None


def _not_parquet(is_it: str | None, tail: bytes) -> tuple[str, str] | None:
    if is_it != "Parquet":
        what = f"it is {is_it}" if is_it else "its first bytes are not Parquet's"
        return f"its name says Parquet, but {what}", "Write it as Parquet, or give it the name of what it is (.csv)."
    if tail != b"PAR1":
        return "the Parquet file is cut off (its last bytes are missing)", "Copy or write it again."
    return None


def _ends(path: Path) -> tuple[bytes, bytes]:
    with path.open("rb") as file:
        head = file.read(LOOK_BYTES)
        file.seek(-min(4, path.stat().st_size), 2)
        return head, file.read(4)
