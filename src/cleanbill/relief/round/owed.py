"""What a row of the accounts on offer tells of its debt, as far as a fund may be bound to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from cleanbill.fund import Owed
from cleanbill.relief.seen.key import plain_creditor

FLAGS = {
    "judgment": "judgment_flag",
    "lien": "lien_flag",
    "payment_plan": "payment_plan_flag",
    "reported": "bureau_reported",
    "child": "minor_flag",
    "medicaid": "medicaid_flag",
}  # kind of debt -> column of `account`
_plain = lru_cache(100_000)(plain_creditor)  # few names, many accounts
TELLS = ("orig_creditor", *FLAGS.values())


def owed_of(row: Mapping[str, Any]) -> Owed:
    """The debt of a row with the columns of TELLS and its holder, whose care it was where no creditor is named."""
    kinds = frozenset(kind for kind, flag in FLAGS.items() if row[flag])
    return _known(_plain(row["orig_creditor"] or row["holder"]), kinds)


def plainly(names: Iterable[str]) -> frozenset[str]:
    """Creditors as they are compared: case, marks and short forms do not tell two apart."""
    return frozenset(_plain(name) for name in names)


@lru_cache(100_000)
def _known(creditor: str, kinds: frozenset[str]) -> Owed:
    return Owed(creditor, kinds)
