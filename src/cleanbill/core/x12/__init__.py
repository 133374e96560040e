"""Reads any X12 file as numbered segments, with findings for faults of its envelope.

`segments(source, file=..., findings=list)` streams `Segment(number, id, elements,
separators)`; elements are counted as the guides do: `segment.elements[1]` of a CLP
is CLP01. Nothing raises on bad content: faults are added to `findings` as they are met.
"""

from cleanbill.core.x12.fault import SegmentFinding, fault
from cleanbill.core.x12.read import segments
from cleanbill.core.x12.segment import Segment
from cleanbill.core.x12.separators import DEFAULT, Separators

__all__ = ["DEFAULT", "Segment", "SegmentFinding", "Separators", "fault", "segments"]
