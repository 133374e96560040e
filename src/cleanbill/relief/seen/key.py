"""One key for one debt, however its creditor and its number are written, and a second for those that look like it.

In: a creditor's name and the provider's number. Out: keyed hashes as text. The
first forgives case, marks, short forms and leading zeros. The second forgives the
last letters of a number too: two visits may differ by such a letter, so a debt
that shares only this key with another is held, and a person looks.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from functools import cache, lru_cache
from importlib.resources import files

import yaml


def debt_keys(orig_creditor: str, orig_account: str, key: bytes) -> tuple[str, str] | None:
    """The debt's own key and that of debts like it; None where nothing of its number or creditor can be read."""
    creditor, number = plain_creditor(orig_creditor), plain_number(orig_account)
    if not creditor or not number:
        return None
    return _hash(key, "debt", creditor, number), _hash(key, "alike", creditor, without_last_letters(number))


@lru_cache(maxsize=10_000)
def plain_creditor(name: str) -> str:
    """Lower-case words without punctuation, short forms written out."""
    words = re.findall(r"\w+", name.casefold().replace("'", "").replace("&", " and "))
    read = (_words().get(word, word) for word in words)
    return " ".join(word for word in read if word)


def plain_number(number: str) -> str:
    """Letters and digits without separators and leading zeros."""
    return re.sub(r"[^A-Z0-9]", "", number.upper()).lstrip("0")


def without_last_letters(number: str) -> str:
    """A plain number without letters that stand after its last digit."""
    return re.sub(r"(?<=[0-9])[A-Z]+$", "", number)


def _hash(key: bytes, *parts: str) -> str:
    return hmac.new(key, "\n".join(parts).encode(), hashlib.sha256).hexdigest()


@cache
def _words() -> dict[str, str]:
    text = (files(__package__) / "creditor_words.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text)["words"])
