"""One key for one debt, however its creditor and its number are written, and a second for those that look like it.

In: Arrow columns of creditors' names and providers' numbers. Out: keyed hashes as text, null where nothing of a
number or a creditor can be read. The first forgives case, marks, short forms and leading zeros. The second forgives
the last letters of a number too: two visits may differ by such a letter, so a debt that shares only this key with
another is held, and a person looks.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import pyarrow as pa
import pyarrow.compute as pc
import yaml


def debt_keys(creditors: pa.Array, numbers: pa.Array, key: bytes) -> tuple[list[str | None], list[str | None]]:
    """The debts' own keys, and those of debts like them."""
    names, plain = plain_creditors(creditors), plain_numbers(numbers)
    loose = without_last_letters(plain)
    listed = list(zip(names.to_pylist(), plain.to_pylist(), loose.to_pylist(), strict=True))
    own = keyed((f"debt\n{name}\n{number}" if name and number else None for name, number, _ in listed), key)
    alike = [
        same if number == short else _hash(f"debt\n{name}\n{short}", key) if name else None
        for (name, number, short), same in zip(listed, own, strict=True)
    ]
    return own, alike


def keyed(words: Iterable[str | None], key: bytes) -> list[str | None]:
    """HMAC-SHA-256 of each text, 64 hex digits; null stays null."""
    return [None if word is None else _hash(word, key) for word in words]


def _hash(word: str, key: bytes) -> str:
    return hmac.digest(key, word.encode(), "sha256").hex()


def plain_creditors(names: pa.Array) -> pa.Array:
    """Lower-case words without punctuation, short forms written out; "" where there is no name."""
    told = pc.fill_null(names, "").dictionary_encode()
    return pa.array([plain_creditor(name) for name in told.dictionary.to_pylist()], pa.string()).take(told.indices)


def plain_numbers(numbers: pa.Array) -> pa.Array:
    """Letters and digits without separators and leading zeros; "" where there is no number."""
    upper = pc.utf8_upper(pc.fill_null(numbers, ""))
    return pc.utf8_ltrim(pc.replace_substring_regex(upper, "[^A-Z0-9]", ""), "0")


def without_last_letters(plain: pa.Array) -> pa.Array:
    """Plain numbers without letters that stand after their last digit."""
    return pc.replace_substring_regex(plain, "([0-9])[A-Z]+$", r"\1")


def plain_creditor(name: str) -> str:
    """One name as `plain_creditors` makes it."""
    words = re.findall(r"\w+", name.casefold().replace("'", "").replace("&", " and "))
    return " ".join(word for each in words if (word := _words().get(each, each)))


@cache
def _words() -> dict[str, str]:
    text = (files(__package__) / "creditor_words.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text)["words"])
