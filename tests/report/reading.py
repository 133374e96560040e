"""Reads a page back: its pictures and tables, as a browser would build them."""

from __future__ import annotations

import re
from xml.etree import ElementTree

Node = ElementTree.Element


def tree(html: str) -> Node:
    """The page is also well-formed XML, which catches any tag left open."""
    return ElementTree.fromstring(html.removeprefix("<!DOCTYPE html>\n"))


def table(page: Node, ident: str) -> dict[str, dict[str, str]]:
    """Row head -> column head -> text."""
    [found] = [one for one in page.iter("table") if one.get("id") == f"table-{ident}"]
    head = [text(one) for one in found.findall("thead/tr/th")]
    rows = {}
    for row in found.findall("tbody/tr"):
        cells = [text(cell) for cell in row]
        rows[cells[0]] = dict(zip(head[1:], cells[1:], strict=True))
    return rows


def text(node: Node) -> str:
    return "".join(node.itertext()).strip()


def cents(shown: str) -> int:
    """ "$1,234.05" in cents; any other form is an error."""
    assert re.fullmatch(r"-?\$[\d,]+\.\d\d", shown), shown
    return int(re.sub(r"[$,.]", "", shown))


def pictures(page: Node) -> dict[str, Node]:
    """Name -> svg."""
    return {one.get("aria-labelledby", "").split("-title")[0]: one for one in page.iter("svg")}
