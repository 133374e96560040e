"""The tables and pictures of a report's page, every cell a text."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from cleanbill.core.money import WHOLE_BP, usd
from cleanbill.fund import Money
from cleanbill.report.money import ABSENT, Sheet
from cleanbill.report.privacy import UNDER, WITHHELD, per_unit

# What a report is made from: a line for each account that was bought, a round for each purchase, money by fund.


Lines = Sequence["Line"]


@dataclass(frozen=True, slots=True)
class Line:
    """An account that was bought; cents. `person_id` is None where people are not known.

    `price_cents` is what was paid, less what a seller gave back after abolition. `taken_back`: the
    seller recalled it, before abolition (then it is `recalled`) or after. `letter`: one of person_of.OUTCOMES or "".
    """

    purchase_id: str
    fund_id: str
    person_id: str | None
    county_fips: str | None
    state: str | None
    face_cents: int
    price_cents: int
    status: Literal["owned", "abolished", "recalled"]
    taken_back: bool = False
    satisfaction_due: bool = False
    release_due: bool = False
    plan_open: bool = False
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Round:
    """A purchase: what was offered, what of it qualified, and its letters; people get letters.

    Several purchases may be parts of one portfolio, which each tells as it was offered: whole.
    """

    purchase_id: str
    programme: str
    bought_on: date
    abolished_on: date | None
    offered: int
    offered_cents: int
    qualified: int
    qualified_cents: int
    letters: int = 0
    held_back: int = 0
    portfolio_id: str = ""  # "" where it is a portfolio of its own


@dataclass(frozen=True, slots=True)
class Programme:
    """All that was bought by `today`. The two counts are accounts that are expected to be judged wrongly, if told."""

    lines: Lines
    rounds: Sequence[Round]
    money: Sequence[Money]
    today: date
    wrongly_in: int | None = None
    wrongly_out: int | None = None

    @property
    def counted(self) -> bool:
        """Whether it is known who owes each account."""
        return all(line.person_id is not None for line in self.lines)


def people(lines: Iterable[Line]) -> int:
    """Different people behind the lines; where it is not known who, as many as there are accounts."""
    rows = list(lines)
    if any(line.person_id is None for line in rows):
        return len(rows)
    return len({line.person_id for line in rows})


def grouped(lines: Iterable[Line], key: Callable[[Line], str]) -> dict[str, list[Line]]:
    """Lines by `key`, in the order of the keys."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(key(line), []).append(line)
    return dict(sorted(found.items()))


def place(line: Line) -> str:
    """Where the person lives: the county's five digits, else the state's letters, else ""."""
    return line.county_fips or line.state or ""


def fund(line: Line) -> str:
    """The fund that paid."""
    return line.fund_id


def purchase(line: Line) -> str:
    """The round it was bought in."""
    return line.purchase_id


# The numbers of a group of lines as the public may read them: whole numbers, or the words that stand for hidden ones.
#
# A hidden group shows no accounts and no dollars either, nor any price from which they would follow.


NOT_COUNTED = "not counted"
Shown = int | str  # a word stands for a number that is hidden or not known


def numbers(lines: Lines, *, counted: bool, hidden: str = "", people_hidden: bool = False) -> dict[str, Shown]:
    """Accounts, people, face, price; price of the face in basis points (a cent a dollar is 100) and per person."""
    if hidden:
        rest = dict.fromkeys(("face_cents", "price_cents", "price_bp", "per_person_cents"), WITHHELD)
        few = UNDER if hidden == UNDER else WITHHELD
        return {"accounts": WITHHELD if counted else few, "people": few if counted else NOT_COUNTED, **rest}
    face, price = (sum(getattr(line, name) for line in lines) for name in ("face_cents", "price_cents"))
    known: Shown = people(lines) if counted else NOT_COUNTED
    if people_hidden:
        known = WITHHELD
    return {
        "accounts": len(lines),
        "people": known,
        "face_cents": face,
        "price_cents": price,
        "price_bp": rate_bp(price, face),
        "per_person_cents": per(price, known),
    }


def rate_bp(part: Shown, whole: Shown) -> Shown:
    """Part of the whole in basis points; a word where one of the two is one, or where there is no whole."""
    word = _word(part, whole)
    return word if word is not None else per_unit(int(part) * WHOLE_BP, int(whole))


def per(cents: Shown, count: Shown) -> Shown:
    """Cents for each; a word where one of the two is one, or where there is none."""
    word = _word(cents, count)
    return word if word is not None else per_unit(int(cents), int(count))


def total(*parts: Shown) -> Shown:
    """The sum; withheld where a part is."""
    return sum(map(int, parts)) if all(isinstance(part, int) for part in parts) else WITHHELD


def _word(part: Shown, whole: Shown) -> str | None:
    words = [word for word in (part, whole) if isinstance(word, str)]
    if words:
        return NOT_COUNTED if NOT_COUNTED in words else WITHHELD
    return "" if whole == 0 else None


Row = dict[str, Any]


# A report's numbers as a person reads them, and its first lines; words that stand for hidden numbers stay.


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


def title(report: Mapping[str, Any]) -> str:
    """Whom the report is to."""
    about = {"donor": f"fund {report['name']}", "county": report["name"], "public": "the whole programme"}
    return f"{TO[report['kind']]}: {about[report['kind']]}"


def headline(report: Mapping[str, Any]) -> str:
    """What was abolished, of how many people, for how much."""
    done = report["abolished"]
    if not isinstance(done["face_cents"], int):
        return "Medical debt was abolished; how much is withheld, as few people stand behind it"
    if not done["face_cents"]:
        return "No debt has been abolished yet"
    whose = "" if done["people"] == NOT_COUNTED else f" of {_people(done['people'])}"
    return f"{usd(done['face_cents'])} of medical debt{whose} was bought for {usd(done['price_cents'])} and abolished"


def _people(count: Shown) -> str:
    return f"{count:,} people" if isinstance(count, int) else "people (how many is withheld)"


Facts = Mapping[str, Any]
SPENT = (
    ("debt_cents", "Debt", "abolished"), ("handling_cents", "Handling", "other"), ("fees_cents", "Fees", "rest"),
    ("other_cents", "Other", "off"), ("left_cents", "Unspent", "patient"),
)  # fmt: skip
GROUP = ("Accounts", "People", "Face", "Price", "For a dollar", "Per person")


def places(report: Facts) -> Sheet:
    """By place."""
    head = ("Place", *GROUP)
    return Sheet(
        "places", "What was abolished, by place", head, [(row["name"], *_group(row)) for row in report["places"]]
    )


def rounds(report: Facts) -> Sheet:
    """By round, the people over all rounds last."""
    rows = [(row["round"], row["abolished_on"] or ABSENT, *_group(row)) for row in report["rounds"]]
    rows.append(("Over all rounds", ABSENT, *_group(report["abolished"])))
    return Sheet("rounds", "What was abolished, by round", ("Round", "Abolished", *GROUP), rows)


def cost(report: Facts) -> Sheet:
    """What it cost, with and without handling."""
    done = report["abolished"]
    rows = [("Price of the debt alone", cent_words(done["price_bp"]), money_words(done["per_person_cents"]))]
    if report["money"]:
        with_all = (cent_words(done["all_bp"]), money_words(done["all_per_person_cents"]))
        rows.append(("With handling and platform fees", *with_all))
    return Sheet("cost", "What it cost", ("", "For a dollar of face", "For each person"), rows)


def money(report: Facts) -> Sheet:
    """Where the money is."""
    rows = [("Given", money_words(report["money"]["given_cents"]))]
    rows += [(name, money_words(report["money"][key])) for key, name, _ in spent_on(report)]
    return Sheet("money", "What became of the money", ("", "Dollars"), rows)


def unspent(report: Facts) -> Sheet:
    """What is left, by how long it has lain."""
    rows = [(row["age"].capitalize(), money_words(row["cents"])) for row in report["money"]["unspent"]]
    return Sheet("unspent", "Unspent money by age", ("Given", "Dollars"), rows)


def limits(report: Facts) -> Sheet:
    """What the programme could not do."""
    found = report["limits"]
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


def after(report: Facts) -> Sheet:
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
        accounts, people, face = (report[key][period] for period in ("accounts", "people", "face_cents"))
        rows.append((words, count_words(accounts), count_words(people), money_words(face)))
    return Sheet("after", "What is not done, or was undone", ("", "Accounts", "People", "Face"), rows)


def letters(report: Facts) -> Sheet:
    """People by what became of their letter."""
    rows = [(row["letter"].capitalize(), count_words(row["people"])) for row in report["letters"]]
    return Sheet("letters", "Letters", ("", "People"), rows)


def spent_on(report: Facts) -> Sequence[tuple[str, str, str]]:
    """The uses of money; "other" only where there is any."""
    return [item for item in SPENT if item[0] != "other_cents" or report["money"].get("other_cents")]


def _group(row: Facts) -> tuple[str, ...]:
    return (
        count_words(row["accounts"]),
        count_words(row["people"]),
        money_words(row["face_cents"]),
        money_words(row["price_cents"]),
        cent_words(row["price_bp"]),
        money_words(row["per_person_cents"]),
    )


# A report's tables as CSV: one file a table, whole cents and basis points, words where a number is hidden.


TABLES = ("figures", "places", "rounds", "letters", "unspent")
_ONE_ROW = (
    "abolished",
    "taken_back",
    "still_held",
    "satisfactions_due",
    "releases_due",
    "plans_open",
    "money",
    "limits",
)


def tables_of(report: Mapping[str, Any]) -> dict[str, str]:
    """Text of each CSV by file name; tables that the report does not have are left out."""
    rows = {"figures": _figures(report), "unspent": report["money"].get("unspent", ())}
    rows |= {name: report[name] for name in ("places", "rounds", "letters")}
    return {f"{name}.csv": _csv(rows[name]) for name in TABLES if rows[name]}


def _figures(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A row for each number that stands alone."""
    return [
        {"of": part, "figure": name, "value": value}
        for part in _ONE_ROW
        for name, value in report[part].items()
        if name != "unspent"
    ]


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
