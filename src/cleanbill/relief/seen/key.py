"""One key for one debt, however its creditor and its number are written.

In: a creditor's name and the provider's number. Out: a keyed hash as text.
The last letters of a number are left out when digits stand before them, so
two debts that differ by such a letter alone share a key: the second is held
as seen, and a person looks.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from functools import cache
from importlib.resources import files

import yaml


def debt_key(orig_creditor: str, orig_account: str, key: bytes) -> str | None:
    """The keyed hash of a debt, or None where nothing of its number or creditor can be read."""
    creditor, number = plain_creditor(orig_creditor), plain_number(orig_account)
    if not creditor or not number:
        return None
    return hmac.new(key, f"{creditor}\n{number}".encode(), hashlib.sha256).hexdigest()


def plain_creditor(name: str) -> str:
    """Lower-case words without punctuation, short forms written out."""
    words = re.findall(r"\w+", name.casefold().replace("'", "").replace("&", " and "))
    read = (_words().get(word, word) for word in words)
    return " ".join(word for word in read if word)


def plain_number(number: str) -> str:
    """Letters and digits without separators, leading zeros and last letters."""
    bare = re.sub(r"[^A-Z0-9]", "", number.upper()).lstrip("0")
    return re.sub(r"(?<=[0-9])[A-Z]+$", "", bare)


@cache
def _words() -> dict[str, str]:
    text = (files(__package__) / "creditor_words.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text)["words"])
