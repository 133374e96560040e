"""What a misspelt word was probably meant to be."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def near_miss(word: str, among: Iterable[str], *, likeness: float = 0.7) -> str | None:
    """The word of `among` most like `word` whatever its case, or None; `likeness` is difflib's ratio, 0 to 1."""
    plain = {_plain(each): each for each in among}
    close = get_close_matches(_plain(word), plain, n=1, cutoff=likeness)
    return plain[close[0]] if close else None


def _plain(word: str) -> str:
    """Case and punctuation say nothing: "Charge-Cents " is "charge_cents"."""
    return "_".join("".join(sign if sign.isalnum() else " " for sign in word.casefold()).split())
