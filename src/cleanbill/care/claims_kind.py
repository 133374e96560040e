"""Which kind of claims file a path is: by its first bytes, whatever its name."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Literal

from cleanbill.core.errors import Finding

Kind = Literal["X12 837", "FHIR R4"]
LOOK_BYTES = 4096


def claims_kind(path: Path) -> Kind | Finding:
    """X12 or FHIR, or a finding that says why it is neither."""
    try:
        with path.open("rb") as file:
            head = file.read(LOOK_BYTES)
    except OSError as refused:
        return Finding(path.name, None, None, f"cannot be read ({refused.strerror})", "Check the path and permissions.")
    text = head.removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n\x00")
    if text[:1] in (b"{", b"["):
        return "FHIR R4"
    if b"ISA" in text[:600] or text[:3] in (b"GS*", b"ST*"):
        return "X12 837"
    problem = "is empty" if not text else "is neither X12 (it has no ISA) nor FHIR (it does not begin with {)"
    return Finding(path.name, None, None, problem, "Name 837 files, or FHIR Claims as JSON or NDJSON.")
