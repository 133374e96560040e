"""Makes segments to be written, and their text."""

from __future__ import annotations

import re

from cleanbill.core.errors import CleanbillError
from cleanbill.core.x12 import DEFAULT, Segment

FORBIDDEN = re.compile(f"[{re.escape(''.join(DEFAULT))}\\n\\r]")
Element = str | int | None | tuple[str, ...]


def made(name: str, *elements: Element) -> Segment:
    """A segment that stands in no file yet; a tuple is a composite, what is empty at the end is left out.

    CleanbillError where an element holds a separator: it would be read as two.
    """
    texts = [_text(name, at, element) for at, element in enumerate(elements, 1)]
    while texts and not texts[-1]:
        texts.pop()
    return Segment(0, name, [name, *texts], DEFAULT)


def text_of(segment: Segment) -> str:
    """The segment as it stands in a file, with its end and a line break."""
    return DEFAULT.element.join(segment.elements) + DEFAULT.segment + "\n"


def _text(name: str, at: int, element: Element) -> str:
    if isinstance(element, tuple):
        return DEFAULT.component.join(_text(name, at, part) for part in element).rstrip(DEFAULT.component)
    text = "" if element is None else str(element).strip()
    if FORBIDDEN.search(text):
        separators = " ".join(DEFAULT)
        raise CleanbillError(f"What is to stand in {name}{at:02} holds a separator ({separators}). Write it without.")
    return text
