"""The code on a letter: fifteen random signs and a check sign, kept only as a keyed hash.

29 signs, without those that are read for one another (0 O, 1 I L, 5 S, U V);
29 is prime, so the check sign finds every single wrong sign and every two
signs swapped. Fifteen signs are 29^15, some 2^72.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import date

from cleanbill.core.errors import CleanbillError

ALPHABET = "23456789ABCDEFGHJKMNPQRTVWXYZ"
RANDOM_SIGNS = 15
READ_AS = str.maketrans({"S": "5", "U": "V", "-": "", " ": ""})
KEY_BYTES = 16


def new_code(below: Callable[[int], int]) -> str:
    """A code like "7K2M-Q9RT-4VXA-HB3C"; `below(n)` draws from 0 to n-1: secrets.randbelow, but in tests."""
    signs = "".join(ALPHABET[below(len(ALPHABET))] for _ in range(RANDOM_SIGNS))
    signs += check_sign(signs)
    return "-".join(signs[start : start + 4] for start in range(0, len(signs), 4))


def check_sign(signs: str) -> str:
    """The sign that makes the sum of place times value a multiple of 29, with the check sign at weight one."""
    total = sum((place + 2) * ALPHABET.index(sign) for place, sign in enumerate(signs))
    return ALPHABET[-total % len(ALPHABET)]


def read_code(typed: str) -> str:
    """The signs of a code however it was typed; it may still be no code."""
    return typed.strip().upper().translate(READ_AS)


def is_code(typed: str) -> bool:
    """Whether what was typed can be a code at all: tells a slip of the hand, and nothing about letters."""
    signs = read_code(typed)
    right = len(signs) == RANDOM_SIGNS + 1 and set(signs) <= set(ALPHABET)
    return right and check_sign(signs[:-1]) == signs[-1]


def keyed(key: bytes, purpose: str, *parts: str) -> str:
    """HMAC-SHA256 of the parts, each with its length before it, so that no two lists of parts read alike."""
    if len(key) < KEY_BYTES:
        raise CleanbillError(f"The key of letter codes has {len(key)} bytes; it needs at least {KEY_BYTES}.")
    text = "".join(f"{len(part)}:{part};" for part in (purpose, *parts))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def code_key(key: bytes, code: str) -> str:
    """The hash by which staff finds the letter of a code that came back; the page never looks a code up alone."""
    return keyed(key, "code", read_code(code))


def second_answer(second: date | str) -> str:
    """What is asked besides the code: the birth date, or the ZIP code written to where none is known."""
    return second.isoformat() if isinstance(second, date) else f"zip {second.strip()[:5]}"
