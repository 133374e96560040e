"""The four separators of an interchange, as its ISA segment declares them.

An ISA is 106 characters wide: the element separator is the 4th, the
repetition separator (ISA11) the 83rd, the component separator (ISA16) the
105th and the segment terminator the 106th. Source: X12.5, interchange control.
"""

from __future__ import annotations

import re
from typing import NamedTuple

ISA_WIDTH, ISA_ELEMENTS = 106, 16
LOOKAHEAD = 600  # characters in which a misshapen ISA must end to be understood
SEGMENT_START = re.compile(r"[A-Z][A-Z0-9]{1,2}([^A-Za-z0-9\s])")


class Separators(NamedTuple):
    """What stands between elements, components, repetitions and segments."""

    element: str
    component: str
    repetition: str
    segment: str


DEFAULT = Separators("*", ":", "^", "~")


def declared(head: str) -> tuple[Separators, list[str]]:
    """The separators for text that begins with `head`, and what is wrong with how it declares them."""
    if head.startswith("ISA"):
        return _of_isa(head)
    begins = SEGMENT_START.match(head)
    element = begins[1] if begins else DEFAULT.element
    return DEFAULT._replace(element=element, segment=_likely_end(head)), []


def _of_isa(head: str) -> tuple[Separators, list[str]]:
    element, wrong = head[3:4], []
    if not _may_separate(element):
        element = DEFAULT.element
        wrong.append("the character after ISA cannot separate elements; * is taken")
    fields = head.split(element, ISA_ELEMENTS)
    if len(fields) <= ISA_ELEMENTS:
        return DEFAULT._replace(element=element, segment=_likely_end(head)), [*wrong, "the ISA lacks elements"]
    if sum(map(len, fields[:ISA_ELEMENTS])) + ISA_ELEMENTS != ISA_WIDTH - 2:
        wrong.append("the ISA is not 106 characters wide")
    component, end = fields[ISA_ELEMENTS][:1], fields[ISA_ELEMENTS][1:2]
    if not _may_separate(end) and end not in ("\n", "\r"):
        end = _likely_end(head)
        wrong.append(f"the character after ISA16 cannot end segments; {end!r} is taken")
    repetition = fields[11] if len(fields[11]) == 1 and _may_separate(fields[11]) else ""
    if not _may_separate(component):
        component = DEFAULT.component
        wrong.append("ISA16 cannot separate components; : is taken")
    if len({element, component, end}) < 3:
        wrong.append("two separators are the same character")
    return Separators(element, component, repetition, end), wrong


def _may_separate(character: str) -> bool:
    return len(character) == 1 and not character.isalnum() and not character.isspace()


def _likely_end(head: str) -> str:
    return DEFAULT.segment if DEFAULT.segment in head else "\n"
