"""A letter's words in six languages, from words/<language>.yaml, with names, days and dollars put in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import yaml

from cleanbill.core.errors import CleanbillError
from cleanbill.relief.letters import LANGUAGES


@cache
def wording(language: str) -> Mapping[str, Any]:
    """All texts of a language, by name. CleanbillError for one that is not there."""
    if language not in LANGUAGES:
        raise CleanbillError(f"There is no letter in {language!r}. Languages: {', '.join(LANGUAGES)}.")
    file = resources.files("cleanbill.report.letters").joinpath("words", f"{language}.yaml")
    words: Mapping[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return words


def filled(text: str, names: Mapping[str, str]) -> str:
    """The text with each {name} replaced once; braces in what is put in stay as they are."""
    parts = text.split("{")
    return parts[0] + "".join(names[name] + rest for name, rest in (part.split("}", 1) for part in parts[1:]))


def told_day(day: date, language: str) -> str:
    """A day as the language writes it."""
    words = wording(language)
    return filled(words["date"], {"day": str(day.day), "month": words["months"][day.month - 1], "year": str(day.year)})


def unreviewed() -> list[str]:
    """Languages whose words no native speaker has signed for yet."""
    return [language for language in LANGUAGES if not wording(language)["reviewed_by"]]
