"""What a fund chose, in words: what it aimed at, what the choice is worth, what no choice passes, what a greedy one is.

In: the mapping with `aim`, `worth`, `bound`, `greedy` and `exact` of a run's summary or of a plan's. Out: sentences.
On the page of a run, counts and dollars of few people are withheld.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cleanbill.core.money import usd
from cleanbill.report.privacy import hidden, is_small

AIMED_AT = {
    "face": "the most debt abolished",
    "people": "the most people with a debt abolished",
    "freed": "the most people freed of all their debts on offer",
    "harm": "the most debts that press: a judgment, a lien, a credit report",
    "poorest": "the poorest people first, each freed of all their debts on offer",
}
_WORTH = {
    "face": "{} abolished",
    "people": "{} people relieved",
    "freed": "{} people freed",
    "harm": "{} points of harm",
    "poorest": "the first {} in line freed",
}


def choice_words(choice: Mapping[str, Any]) -> str:
    """The choice beside its bound and a greedy one, in one sentence."""
    aim = choice["aim"]
    near = "nothing better exists" if choice["exact"] else f"at most {_amount(aim, choice['bound'])} is possible"
    greedy = _amount(aim, choice["greedy"])
    return f"By {aim} the choice is worth {worth(aim, choice['worth'])}, {near}; a greedy choice comes to {greedy}."


def choice_on_page(summary: Mapping[str, Any]) -> str:
    """The same for the public, with what was aimed at; "" where the summary tells no choice."""
    choice = summary.get("choice")
    if not choice:
        return ""
    aimed = f"It aimed at {AIMED_AT[choice['aim']]}"
    if "abolished_cents" not in hidden(summary)["relief"] and not _of_few(choice, summary["worlds"]["relief"]):
        return f"{aimed}. {choice_words(choice)}"
    best = "; nothing better exists" if choice["exact"] else ""
    return f"{aimed}. How far it came is withheld, for few people are concerned{best}."


def counts_few(choice: Mapping[str, Any]) -> bool:
    """Whether a number of a choice is a count of people that the public may not see."""
    return choice["aim"] != "face" and any(is_small(choice[name]) for name in ("worth", "bound", "greedy"))


def _of_few(choice: Mapping[str, Any], relief: Mapping[str, Any]) -> bool:
    """The people relieved stand on the page: what they are above the worth is a count of people too."""
    beside = choice["aim"] not in {"face", "harm"} and is_small(relief["people_relieved"] - choice["worth"])
    return beside or counts_few(choice)


def worth(aim: str, value: int) -> str:
    """An amount of what an aim counts, with its unit."""
    return _WORTH[aim].format(_amount(aim, value))


def _amount(aim: str, value: int) -> str:
    return usd(value) if aim == "face" else f"{value:,}"
