"""The tables and pictures of a report's page, every cell a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cleanbill.report.bars import Bar, Bars, bars
from cleanbill.report.money_words import short_usd
from cleanbill.report.relief.words import cent_words, count_words, money_words
from cleanbill.report.sheet import ABSENT, Sheet

Told = Mapping[str, Any]
MOST_BARS = 12  # places in the picture; the table has all
SPENT = (
    ("debt_cents", "Debt", "abolished"), ("handling_cents", "Handling", "other"), ("fees_cents", "Fees", "rest"),
    ("other_cents", "Other", "off"), ("left_cents", "Unspent", "patient"),
)  # fmt: skip
GROUP = ("Accounts", "People", "Face", "Price", "For a dollar", "Per person")


def places(told: Told) -> Sheet:
    """By place."""
    head = ("Place", *GROUP)
    return Sheet(
        "places", "What was abolished, by place", head, [(row["name"], *_group(row)) for row in told["places"]]
    )


def rounds(told: Told) -> Sheet:
    """By round, the people over all rounds last."""
    rows = [(row["round"], row["abolished_on"] or ABSENT, *_group(row)) for row in told["rounds"]]
    rows.append(("Over all rounds", ABSENT, *_group(told["abolished"])))
    return Sheet("rounds", "What was abolished, by round", ("Round", "Abolished", *GROUP), rows)


def cost(told: Told) -> Sheet:
    """What it cost, with and without handling."""
    done = told["abolished"]
    rows = [("Price of the debt alone", cent_words(done["price_bp"]), money_words(done["per_person_cents"]))]
    if told["money"]:
        with_all = (cent_words(done["all_bp"]), money_words(done["all_per_person_cents"]))
        rows.append(("With handling and platform fees", *with_all))
    return Sheet("cost", "What it cost", ("", "For a dollar of face", "For each person"), rows)


def money(told: Told) -> Sheet:
    """Where the money is."""
    rows = [("Given", money_words(told["money"]["given_cents"]))]
    rows += [(name, money_words(told["money"][key])) for key, name, _ in _spent(told)]
    return Sheet("money", "What became of the money", ("", "Dollars"), rows)


def unspent(told: Told) -> Sheet:
    """What is left, by how long it has lain."""
    rows = [(row["age"].capitalize(), money_words(row["cents"])) for row in told["money"]["unspent"]]
    return Sheet("unspent", "Unspent money by age", ("Given", "Dollars"), rows)


def limits(told: Told) -> Sheet:
    """What the programme could not do."""
    found = told["limits"]
    names = {
        "offered": "Offered by sellers",
        "not_qualified": "Did not qualify, or were screened out",
        "along": "Of these abolished with a portfolio that was sold whole",
        "not_reached": "Qualified and not abolished",
    }
    rows = [(words, count_words(found[key]), money_words(found[f"{key}_cents"])) for key, words in names.items()]
    judged = (("wrongly_in", "Expected to have qualified wrongly"), ("wrongly_out", "Expected to be left out wrongly"))
    rows += [(words, f"about {found[key]:,}", ABSENT) for key, words in judged if found[key] is not None]
    return Sheet("limits", "Over the whole programme", ("", "Accounts", "Face"), rows)


def after(told: Told) -> Sheet:
    """What sellers took back, what is still held, and what must still follow an abolition."""
    names = {
        "taken_back": "Taken back by the seller",
        "still_held": "Bought and not yet abolished",
        "satisfactions_due": "Judgments whose satisfaction is still to be filed",
        "releases_due": "Liens whose release is still to be filed",
        "plans_open": "Payment plans that the seller has not said are ended",
    }
    rows = []
    for key, words in names.items():
        accounts, people, face = (told[key][one] for one in ("accounts", "people", "face_cents"))
        rows.append((words, count_words(accounts), count_words(people), money_words(face)))
    return Sheet("after", "What is not done, or was undone", ("", "Accounts", "People", "Face"), rows)


def letters(told: Told) -> Sheet:
    """People by what became of their letter."""
    rows = [(row["letter"].capitalize(), count_words(row["people"])) for row in told["letters"]]
    return Sheet("letters", "Letters", ("", "People"), rows)


def money_picture(told: Told) -> Bars:
    """Where given money went; no groups where it is not told."""
    found = told["money"]
    groups = [(name, [_bar(found[key], tone)]) for key, name, tone in _spent(told)] if found else []
    return bars("relief-money", "Where the money went", "abolished", groups)


def places_picture(told: Told) -> Bars:
    """Face by place, the most first, hidden places last."""
    known = [row for row in told["places"] if isinstance(row["face_cents"], int)]
    ordered = sorted(known, key=lambda row: (-row["face_cents"], row["place"]))[:MOST_BARS]
    groups = [(row["name"], [_bar(row["face_cents"], "abolished")]) for row in ordered]
    most = "" if len(ordered) == len(told["places"]) else ", places with the most"
    return bars("relief-places", f"Face abolished by place{most}", "abolished", groups)


def _spent(told: Told) -> Sequence[tuple[str, str, str]]:
    """The uses of money; "other" only where there is any."""
    return [one for one in SPENT if one[0] != "other_cents" or told["money"].get("other_cents")]


def _bar(cents: int | str, tone: str) -> Bar:
    return Bar("", None, cents) if isinstance(cents, str) else Bar("", float(max(cents, 0)), short_usd(cents), tone)


def _group(row: Told) -> tuple[str, ...]:
    return (
        count_words(row["accounts"]),
        count_words(row["people"]),
        money_words(row["face_cents"]),
        money_words(row["price_cents"]),
        cent_words(row["price_bp"]),
        money_words(row["per_person_cents"]),
    )
