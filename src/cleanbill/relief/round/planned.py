"""A folder that `relief plan` wrote, read back for a bid: only the very plan that was made is bid for.

A line changed by hand would be bought at another price, from another fund, or though it never qualified.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cleanbill.core.errors import CleanbillError
from cleanbill.fund import Terms, read_terms

PLANNED = "plan.csv"


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


def read_planned(folder: Path) -> Planned:
    """The plan of a folder. Raises CleanbillError where there is none, or it is not as it was written."""
    try:
        told = json.loads((folder / "summary.json").read_text("utf-8"))
        qualified = {name: (int(one["accounts"]), int(one["face_cents"])) for name, one in told["portfolios"].items()}
        terms = {name: read_terms(name, one) for name, one in told["terms"].items()}
        price_bp, despite = int(told["price_bp"]), tuple(told["despite"])
        made = Planned(folder / PLANNED, told["programme"], qualified, despite, price_bp, terms)
        same = told["plan_sha256"] == plan_sha256(folder)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        raise CleanbillError(f"{folder} is no folder of `cleanbill relief plan`.") from None
    if not same:
        raise CleanbillError(f"{made.plan} was changed after it was planned. Plan anew: `cleanbill relief plan`.")
    return made
