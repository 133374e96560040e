"""The resources of a FHIR file one by one: a resource, the entries of a Bundle, or a line of NDJSON each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from cleanbill.care.fhir.access import at
from cleanbill.core.errors import Finding

BOM = "\ufeff"
Placed = tuple[int, Any]  # line or entry, and what stands there
DEEPEST = 3  # Bundles within Bundles
EXPORT = "Have the sender export it again."


@dataclass(frozen=True, slots=True)
class EntryFinding(Finding):
    """A finding whose `row` is a line of NDJSON, or an entry of a Bundle, from 1, and whose `column` is an element."""

    def __str__(self) -> str:
        place = self.file if self.row is None else f"{self.file}, line or entry {self.row}"
        place += f" ({self.column})" if self.column else ""
        more = f" ({self.count} times)" if self.count > 1 else ""
        return f"{place}: {self.problem}{more}. {self.remedy}"


def resources(
    source: str | bytes | Path, *, file: str, findings: list[Finding]
) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line or entry from 1, resource). NDJSON streams; other JSON is held whole."""
    first = next((line for _, line in _lines(source)), None)
    if first is None:
        findings.append(EntryFinding(file, None, None, "is empty", EXPORT))
        return
    if _parsed(first) is None and (whole := _parsed(_whole(source))) is not None:
        yield from _unbundled([(1, whole)], file, findings)
        return
    yield from _unbundled(_ndjson(source, file, findings), file, findings)


def _ndjson(source: str | bytes | Path, file: str, findings: list[Finding]) -> Iterator[Placed]:
    for number, line in _lines(source):
        parsed = _parsed(line)
        if parsed is None:
            findings.append(EntryFinding(file, number, None, "is not JSON, or is cut off", EXPORT))
        else:
            yield number, parsed


def _unbundled(held: Iterable[Placed], file: str, findings: list[Finding], depth: int = 0) -> Iterator[Placed]:
    """Resources, with Bundles and lists opened. Entries of a Bundle that is the whole file are counted from 1."""
    for number, value in held:
        bundle = at(value, "resourceType") == "Bundle"
        if bundle or isinstance(value, list):
            entries = at(value, "entry") if bundle else value
            inner = [at(entry, "resource") or entry for entry in entries] if isinstance(entries, list) else []
            if depth == DEEPEST:
                findings.append(EntryFinding(file, number, None, "holds Bundles in Bundles in Bundles", EXPORT))
                continue
            alone = isinstance(held, list) and not depth
            placed = [(entry if alone else number, one) for entry, one in enumerate(inner, 1)]
            yield from _unbundled(placed, file, findings, depth + 1)
        elif isinstance(value, dict):
            yield number, value
        else:
            findings.append(EntryFinding(file, number, None, "is JSON, but no resource", EXPORT))


def _lines(source: str | bytes | Path) -> Iterator[tuple[int, str]]:
    """Lines that are not blank, numbered from 1."""
    if isinstance(source, Path):
        with source.open("rb") as raw:
            yield from _decoded(iter(raw))
        return
    held = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    yield from _decoded(iter(held.split(b"\n")))


def _decoded(raw: Iterator[bytes]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(raw, 1):
        told = line.decode("utf-8", "backslashreplace").strip().removeprefix(BOM)
        if told:
            yield number, told


def _whole(source: str | bytes | Path) -> str:
    if isinstance(source, str):
        return source.removeprefix(BOM)
    held = source.read_bytes() if isinstance(source, Path) else source
    return held.decode("utf-8", "backslashreplace").removeprefix(BOM)


def _parsed(told: str) -> Any:
    """JSON with exact numbers; None where it is not JSON, or `null`."""
    try:
        return json.loads(told, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError, InvalidOperation):
        return None


def _no_number(word: str) -> Any:
    raise ValueError(word)
