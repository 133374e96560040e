"""A report's numbers as a person reads them, and its first lines; words that stand for hidden numbers stay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cleanbill.core.money import usd
from cleanbill.report.relief.numbers import NOT_COUNTED, Shown
from cleanbill.report.sheet import ABSENT

TO = {"donor": "To those who gave", "county": "To the county", "public": "To the public"}


def money_words(cents: Shown) -> str:
    """Cents as dollars."""
    return usd(cents) if isinstance(cents, int) else cents or ABSENT


def count_words(count: Shown | None) -> str:
    """A count with its thousands told apart."""
    return f"{count:,}" if isinstance(count, int) else count or ABSENT


def cent_words(rate_bp: Shown) -> str:
    """A price of the face in cents on the dollar: 85 basis points are "0.85 cents"."""
    return f"{rate_bp / 100:,.2f} cents" if isinstance(rate_bp, int) else rate_bp or ABSENT


def title(told: Mapping[str, Any]) -> str:
    """Whom the report is to."""
    about = {"donor": f"fund {told['name']}", "county": told["name"], "public": "the whole programme"}
    return f"{TO[told['kind']]}: {about[told['kind']]}"


def headline(told: Mapping[str, Any]) -> str:
    """What was abolished, of how many people, for how much."""
    done = told["abolished"]
    if not isinstance(done["face_cents"], int):
        return "Medical debt was abolished; how much is withheld, as few people stand behind it"
    if not done["face_cents"]:
        return "No debt has been abolished yet"
    whose = "" if done["people"] == NOT_COUNTED else f" of {_people(done['people'])}"
    return f"{usd(done['face_cents'])} of medical debt{whose} was bought for {usd(done['price_cents'])} and abolished"


def _people(count: Shown) -> str:
    return f"{count:,} people" if isinstance(count, int) else "people (how many is withheld)"
