"""Reads a CMS file as text: UTF-8 or Windows-1252, and says what a file is that is not text."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass
from pathlib import Path

from cleanbill.core.errors import BadInput, Finding

BINARY = {
    b"PK\x03\x04": "a zip archive or an Excel workbook",
    b"\x1f\x8b": "gzip-compressed",
    b"PAR1": "Parquet",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    codecs.BOM_UTF16_LE: "UTF-16 text",
    codecs.BOM_UTF16_BE: "UTF-16 text",
}
HEAD_LINES = 40  # titles and headers stand within the first lines


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file's name and text."""

    path: Path
    text: str

    @property
    def name(self) -> str:
        """The name that findings and sources call it by."""
        return self.path.name

    @property
    def head(self) -> str:
        """Its first lines."""
        return "\n".join(self.text.split("\n", HEAD_LINES)[:HEAD_LINES])

    def records(self) -> list[list[str]]:
        """Rows of fields without blanks around them, split at tabs or commas."""
        delimiter = "\t" if self.head.count("\t") > self.head.count(",") else ","
        return [[field.strip() for field in row] for row in csv.reader(io.StringIO(self.text), delimiter=delimiter)]


def text_file(path: Path) -> TextFile:
    """The file at `path`. Raises BadInput where it is absent, empty or not text."""
    problem = _absent(path)
    if problem:
        raise BadInput([Finding(path.name, None, None, problem, "Name a file as CMS publishes it.")])
    raw = path.read_bytes()
    is_it = next((what for magic, what in BINARY.items() if raw.startswith(magic)), None)
    if is_it or b"\0" in raw[:65_536]:
        raise BadInput(
            [Finding(path.name, None, None, f"it is {is_it or 'binary'}, not text", "Unpack it or save it as CSV.")]
        )
    try:
        return TextFile(path, raw.decode("utf-8-sig"))
    except UnicodeDecodeError:  # CMS writes Windows-1252
        return TextFile(path, raw.decode("cp1252", errors="replace"))


def _absent(path: Path) -> str | None:
    if path.is_dir():
        return "is a folder, not a file"
    if not path.exists():
        return "there is no such file"
    return "the file is empty (0 bytes)" if path.stat().st_size == 0 else None
