"""Makes segments to be written, and their text."""

from __future__ import annotations

import re

from cleanbill.core.errors import CleanbillError
from cleanbill.core.x12 import DEFAULT, Segment

FORBIDDEN = re.compile(f"[{re.escape(''.join(DEFAULT))}\\n\\r]")
END = DEFAULT.segment + "\n"
Element = str | int | None | tuple[str, ...]


def made(name: str, *elements: Element) -> Segment:
    """A segment that stands in no file yet; a tuple is a composite, what is empty at the end is left out.

    CleanbillError where an element holds a separator: it would be read as two.
    """
    return Segment(0, name, [name, *_texts(name, elements)], DEFAULT)


def written(name: str, *elements: Element) -> str:
    """The text of `made` with its end and a line break."""
    return DEFAULT.element.join((name, *_texts(name, elements))) + END


def text_of(segment: Segment) -> str:
    """The segment as it stands in a file, with its end and a line break."""
    return DEFAULT.element.join(segment.elements) + END


def _texts(name: str, elements: tuple[Element, ...]) -> list[str]:
    texts = [
        # nearly all are plain words, which hold no separator
        element if element.__class__ is str and element.isalnum() else _text(name, at, element)  # type: ignore[union-attr]
        for at, element in enumerate(elements, 1)
    ]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _text(name: str, at: int, element: Element) -> str:
    if not element:
        return "0" if element == 0 else ""
    if isinstance(element, tuple):
        return DEFAULT.component.join([_text(name, at, part) for part in element]).rstrip(DEFAULT.component)
    text = str(element).strip()
    if FORBIDDEN.search(text):
        separators = " ".join(DEFAULT)
        raise CleanbillError(f"What is to stand in {name}{at:02} holds a separator ({separators}). Write it without.")
    return text
