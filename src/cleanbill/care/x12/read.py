"""Reads an 837 file: every claim with its status, and every finding with its segment number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from cleanbill.care.claim_notes import Notes
from cleanbill.care.claim_rows import Count, ReadClaim
from cleanbill.care.x12.claim import read_claim
from cleanbill.care.x12.values import cents
from cleanbill.care.x12.walk import Closed, walk
from cleanbill.core.errors import Finding
from cleanbill.core.x12 import Segment, segments

BROKEN = "the transaction is broken: "


def read_x12(source: str | bytes | Path, *, file: str, findings: list[Finding], count: Count) -> Iterator[ReadClaim]:
    """Each claim of `source` (text, bytes or a path), in order, one for each CLM segment.

    A claim comes out once its transaction has ended, for a fault of the
    transaction pends all its claims. `findings` receives the faults of the
    file's structure; those of a claim are with the claim. `count` is kept on
    the raw segments, apart from the reading of claims, so that the two can be
    held against each other. Raises only where the file cannot be opened.
    """
    structure: list[Finding] = []
    waiting: list[ReadClaim] = []
    stream = _counted(segments(source, file=file, findings=structure), count)
    for met in walk(stream, file, structure):
        if not isinstance(met, Closed):
            waiting.append(read_claim(met, Notes(file)))
            continue
        for claim in waiting:
            claim.notes.pended += [BROKEN + doubt for doubt in met.doubts]
            yield claim
        waiting = []
    findings += structure


def _counted(stream: Iterable[Segment], count: Count) -> Iterator[Segment]:
    for segment in stream:
        count.places = segment.number
        if segment.id == "CLM":
            count.claims += 1
            count.charge_cents += cents(segment.get(2)) or 0
        yield segment
