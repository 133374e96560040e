"""The screens as the law file of a day has them: what each does, and what must follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cleanbill import law
from cleanbill.core.errors import CleanbillError

PATH = "us/screens"
ACTIONS = ("leave_out", "hold", "price_nil", "buy_and_do")  # the strictest first
SCREENS = (
    "deceased", "discharged", "chapter_13", "paid", "owned_before", "stands_twice", "out_of_area", "bankrupt",
    "two_holders", "alike", "disputed", "in_litigation", "time_barred", "judgment", "lien", "payment_plan", "minor",
    "no_contact",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ScreenRule:
    """One screen, its action, what must follow it, and since when and where that is written."""

    screen: str
    action: str
    follows: str | None
    since: date
    source: str


def screen_rules(today: date) -> tuple[ScreenRule, ...]:
    """The screens in force, in the order of SCREENS; CleanbillError where the file is wrong."""
    held = law.parameter(PATH)
    since = held.since(today)
    return made(since, held.values[since])


def made(since: date, value: Mapping[str, Any]) -> tuple[ScreenRule, ...]:
    """Rules of a mapping; CleanbillError where it lacks a screen, or has one or an action that is not known."""
    where = f"law/{PATH}.yaml"
    if value.keys() != set(SCREENS):
        wrong = sorted(value.keys() ^ set(SCREENS))
        raise CleanbillError(f"{where} must name each screen once. It lacks or does not know {', '.join(wrong)}.")
    for name, row in value.items():
        if row.get("action") not in ACTIONS or row.keys() - {"action", "follows"}:
            raise CleanbillError(f"{where}: {name} needs an action, one of {', '.join(ACTIONS)}, and may say follows.")
    return tuple(ScreenRule(one, value[one]["action"], value[one].get("follows"), since, where) for one in SCREENS)
