"""A folder that `relief plan` wrote, read back for a bid: only the very plan that was made is bid for.

A line changed by hand would be bought at another price, from another fund, or though it never qualified. So the
plan's hash stands in its summary, and the summary is sealed under the programme's key.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleanbill.core.errors import CleanbillError
from cleanbill.fund import Terms, read_terms

PLANNED, SUMMARY = "plan.csv", "summary.json"


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan, its programme, accounts and face in cents that qualify by portfolio, and what was bought `despite`.

    `price_bp` is what was paid of a dollar of face where the seller asks no price; `terms`, by fund, are those that
    the plan was made under.
    """

    plan: Path
    programme: str
    qualified: Mapping[str, tuple[int, int]]
    despite: tuple[str, ...]
    price_bp: int
    terms: Mapping[str, Terms]


def plan_sha256(folder: Path) -> str:
    """The hash of the plan in a folder."""
    return hashlib.sha256((folder / PLANNED).read_bytes()).hexdigest()


def summary_seal(told: Mapping[str, Any], key: bytes) -> str:
    """HMAC-SHA-256 of a summary, its own seal left out."""
    rest = {name: value for name, value in told.items() if name != "seal"}
    return hmac.digest(key, b"plan\n" + json.dumps(rest, sort_keys=True).encode(), "sha256").hex()


def read_planned(folder: Path, key: bytes) -> Planned:
    """The plan of a folder. Raises CleanbillError where there is none, or it is not as it was written."""
    try:
        told = json.loads((folder / SUMMARY).read_text("utf-8"))
        qualified = {name: (int(one["accounts"]), int(one["face_cents"])) for name, one in told["portfolios"].items()}
        terms = {name: read_terms(name, one) for name, one in told["terms"].items()}
        price_bp, despite = int(told["price_bp"]), tuple(told["despite"])
        made = Planned(folder / PLANNED, told["programme"], qualified, despite, price_bp, terms)
        same = told["plan_sha256"] == plan_sha256(folder)
        same &= hmac.compare_digest(str(told["seal"]), summary_seal(told, key))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        raise CleanbillError(f"{folder} is no folder of `cleanbill relief plan`.") from None
    if not same:
        raise CleanbillError(
            f"{folder} was changed after it was planned, or is of another programme. Plan anew: `relief plan`."
        )
    return made
