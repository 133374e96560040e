"""The numbers of a group of lines as the public may read them: whole numbers, or the words that stand for hidden ones.

A hidden group shows no accounts and no dollars either, nor any price from which they would follow.
"""

from __future__ import annotations

from typing import Any

from cleanbill.core.money import WHOLE_BP
from cleanbill.report.money_words import each
from cleanbill.report.relief.line import Lines, people
from cleanbill.report.small_cells import UNDER, WITHHELD

NOT_COUNTED = "not counted"
Shown = int | str  # a word stands for a number that is hidden or not known


def numbers(lines: Lines, *, counted: bool, hidden: str = "", people_hidden: bool = False) -> dict[str, Shown]:
    """Accounts, people, face, price; price of the face in basis points (a cent a dollar is 100) and per person."""
    if hidden:
        rest = dict.fromkeys(("face_cents", "price_cents", "price_bp", "per_person_cents"), WITHHELD)
        few = UNDER if hidden == UNDER else WITHHELD
        return {"accounts": WITHHELD if counted else few, "people": few if counted else NOT_COUNTED, **rest}
    face, price = (sum(getattr(line, name) for line in lines) for name in ("face_cents", "price_cents"))
    known: Shown = people(lines) if counted else NOT_COUNTED
    if people_hidden:
        known = WITHHELD
    return {
        "accounts": len(lines),
        "people": known,
        "face_cents": face,
        "price_cents": price,
        "price_bp": rate_bp(price, face),
        "per_person_cents": per(price, known),
    }


def rate_bp(part: Shown, whole: Shown) -> Shown:
    """Part of the whole in basis points; a word where one of the two is one, or where there is no whole."""
    word = _word(part, whole)
    return word if word is not None else each(int(part) * WHOLE_BP, int(whole))


def per(cents: Shown, count: Shown) -> Shown:
    """Cents for each; a word where one of the two is one, or where there is none."""
    word = _word(cents, count)
    return word if word is not None else each(int(cents), int(count))


def total(*parts: Shown) -> Shown:
    """The sum; withheld where a part is."""
    return sum(map(int, parts)) if all(isinstance(part, int) for part in parts) else WITHHELD


def _word(part: Shown, whole: Shown) -> str | None:
    words = [one for one in (part, whole) if isinstance(one, str)]
    if words:
        return NOT_COUNTED if NOT_COUNTED in words else WITHHELD
    return "" if whole == 0 else None


Row = dict[str, Any]
