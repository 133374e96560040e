"""A report as plain values (schema cleanbill.relief/1), small groups hidden: what pages, CSVs and summary.json hold.

In: a Programme, whom the report is for, and of which fund or county. Out: numbers that may be published, or
the words `under 11`, `withheld` and `not counted` in their place. What is hidden is decided over the whole
programme, so that reports to donors, counties and the public do not give away together what each hides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from cleanbill.core.errors import CleanbillError
from cleanbill.fund import Money
from cleanbill.law import parameter
from cleanbill.report.privacy import UNDER, WITHHELD, is_small
from cleanbill.report.relief import sheets as of_line
from cleanbill.report.relief.guard import OTHER, Groups, Hidden, letters, limits, margin, row_shown, shown_within
from cleanbill.report.relief.sheets import (
    Line,
    Lines,
    Programme,
    Round,
    Row,
    grouped,
    numbers,
    people,
    per,
    place,
    rate_bp,
    total,
)

# Places as people call them: a county by its name where law/states has it, else by its number, with its state.


NAMED = ("states/ma/county_names",)  # states whose counties' names ship


def place_names(lines: Lines, today: date) -> dict[str, str]:
    """Name of each place that a line has."""
    names = {code: name for path in NAMED for code, name in parameter(path).at(today).items()}
    found: dict[str, Line] = {}
    for line in lines:
        first = found.setdefault(place(line), line)
        if (line.state or "~") < (first.state or "~"):
            found[place(line)] = line
    return {name: _name(line, names) for name, line in found.items()}


def _name(line: Line, names: dict[str, str]) -> str:
    if line.county_fips is None:
        return f"{line.state}, county not known" if line.state else "Place not known"
    known = names.get(line.county_fips)
    called = f"{known.title()} County" if known else f"County {line.county_fips}"
    return f"{called}, {line.state}" if line.state else called


# A fund's money, or that of all funds: given, spent on debt and on handling, and what lies unspent for how long.
#
# What was spent on debt, and so what is left, is withheld where a few people's debts stand behind it.


def spending(programme: Programme, kind: str, of: str, *, closed: bool) -> Row:
    """Cents; {} for a county, as no money is booked by place."""
    if kind == "county":
        return {}
    funds = [fund for fund in programme.money if kind == "public" or fund.fund_id == of]
    keys = ("given_cents", "debt_cents", "handling_cents", "fees_cents", "other_cents")
    sums: Row = {key: sum(getattr(fund, key) for fund in funds) for key in keys}
    sums |= {
        "left_cents": sum(fund.left.cents for fund in funds),
        "oldest_days": max((fund.left.oldest_days for fund in funds), default=0),
        "unspent": [{"age": age, "cents": WITHHELD if closed else cents} for age, cents in _by_age(funds).items()],
    }
    return sums | dict.fromkeys(("debt_cents", "left_cents"), WITHHELD) if closed else sums


def _by_age(funds: list[Money]) -> dict[str, int]:
    bands = [age for fund in funds for age in fund.left.by_band]
    return {age: sum(fund.left.by_band[age] for fund in funds) for age in dict.fromkeys(bands)}


SCHEMA = "cleanbill.relief/1"
KINDS = ("donor", "county", "public")
Key = Callable[[Line], str]
WAYS: dict[str, Key] = {"donor": of_line.fund, "county": of_line.place}


@dataclass(frozen=True, slots=True)
class _Scope:
    """Whose lines a report tells. `alone`: no other fund or place has any, so that they are the whole."""

    programme: Programme
    kind: str
    of: str
    alone: bool

    def __call__(self, line: Line) -> bool:
        return self.kind == "public" or WAYS[self.kind](line) == self.of

    def hidden(self, chosen: Lines) -> Hidden:
        """What is hidden of the chosen lines' numbers in this report; the group is named `of`."""
        if is_small(people(chosen)):
            few = is_small(people([line for line in chosen if self(line)]))
            return Hidden({self.of: UNDER if few else WITHHELD}, frozenset())
        return Hidden({}, frozenset()) if self.kind == "public" else margin(grouped(chosen, WAYS[self.kind]))


def report(programme: Programme, kind: str, of: str = "") -> Row:
    """The report of `kind` (KINDS) on the fund or county `of`. CleanbillError where there is no such thing to tell."""
    scope = _scope(programme, kind, of)
    abolished = [line for line in programme.lines if line.status == "abolished"]
    hidden = scope.hidden(abolished)
    in_scope = [line for line in abolished if scope(line)]
    counts = numbers(
        in_scope, counted=programme.counted, hidden=hidden.groups.get(of, ""), people_hidden=of in hidden.people
    )
    closed = of in hidden.groups
    parts = {name: _part(scope, chosen, closed=closed) for name, chosen in PARTS.items()}
    money = spending(programme, kind, of, closed=closed or parts["still_held"]["face_cents"] == WITHHELD)
    return {
        "schema": SCHEMA,
        "kind": kind,
        "of": of,
        "name": place_names(programme.lines, programme.today).get(of, of),
        "today": programme.today.isoformat(),
        "people_counted": programme.counted,
        "abolished": counts | _with_handling(counts, money),
        **parts,
        "letters": letters(programme) if kind == "public" else [],
        "money": money,
        "places": _places(scope, abolished) if programme.counted else [],
        "rounds": _rounds(scope, abolished) if programme.counted else [],
        "limits": limits(programme, whole_hidden=is_small(people(abolished))),
    }


PARTS: dict[str, Callable[[Line], bool]] = {
    "taken_back": lambda line: line.taken_back,
    "still_held": lambda line: line.status == "owned",
    "satisfactions_due": lambda line: line.satisfaction_due,
    "releases_due": lambda line: line.release_due,
    "plans_open": lambda line: line.plan_open,
}


def _scope(programme: Programme, kind: str, of: str) -> _Scope:
    if kind not in KINDS:
        raise CleanbillError(f"{kind!r} is not a kind of report. Kinds are {', '.join(KINDS)}.")
    if kind == "public":
        return _Scope(programme, kind, of, alone=True)
    known = {WAYS[kind](line) for line in programme.lines}
    funds = {fund.fund_id for fund in programme.money}
    if kind == "county" and not programme.counted:
        raise CleanbillError("A county's report needs to know who owes each account and where they live.")
    if of not in (known | funds if kind == "donor" else known):
        raise CleanbillError(f"Nothing was bought or given for the {'fund' if kind == 'donor' else kind} {of or '?'}.")
    return _Scope(programme, kind, of, alone=known == {of})


def _part(scope: _Scope, chosen: Callable[[Line], bool], *, closed: bool) -> Row:
    """A part of what was bought, such as what sellers took back: hidden where it, or what is left without it, is."""
    lines = scope.programme.lines
    of, counted = scope.of, scope.programme.counted
    of_chosen = scope.hidden([line for line in lines if chosen(line)])
    of_rest = scope.hidden([line for line in lines if line.status == "abolished" and not chosen(line)])
    in_part = [line for line in lines if chosen(line) and scope(line)]
    word = of_chosen.groups.get(of, "")
    if not word and (closed or of in of_rest.groups):
        word = WITHHELD
    if word and is_small(people(in_part)):
        word = UNDER
    counts = numbers(in_part, counted=counted, hidden=word, people_hidden=of in of_chosen.people)
    return {key: counts[key] for key in ("accounts", "people", "face_cents")}


def _with_handling(sums: Row, money: Row) -> Row:
    """Price with handling and fees, of the face and per person; empty where the money is not told."""
    if not money:
        return {}
    all_of_it = total(sums["price_cents"], money["handling_cents"], money["fees_cents"])
    return {
        "all_bp": rate_bp(all_of_it, sums["face_cents"]),
        "all_per_person_cents": per(all_of_it, sums["people"]),
    }


def _places(scope: _Scope, abolished: Lines) -> list[Row]:
    """By county; by state where no county is known. A county's own report has no other place."""
    if scope.kind == "county":
        return []
    groups, hidden = _grouping(scope, abolished, of_line.place)
    names = place_names(scope.programme.lines, scope.programme.today) | {OTHER: "Other places"}
    return [{"place": name, "name": names[name]} | counts for name, counts in _rows(groups, hidden).items()]


def _rounds(scope: _Scope, abolished: Lines) -> list[Row]:
    """By purchase. Not in a donor's report where there are other funds: guard, step 3."""
    if scope.kind == "donor" and not scope.alone:
        return []
    groups, hidden = _grouping(scope, abolished, of_line.purchase)
    known = {relief_round.purchase_id: relief_round for relief_round in scope.programme.rounds}
    return [
        {"round": "Other rounds" if name == OTHER else name, **_days(known.get(name))} | row
        for name, row in _rows(groups, hidden).items()
    ]


def _days(found: Round | None) -> Row:
    """When a round was bought and abolished, and by whose rule; empty for what is told of several rounds together."""
    if found is None:
        return {"programme": "", "bought_on": "", "abolished_on": ""}
    abolished = found.abolished_on.isoformat() if found.abolished_on else ""
    return {"programme": found.programme, "bought_on": found.bought_on.isoformat(), "abolished_on": abolished}


def _grouping(scope: _Scope, abolished: Lines, way: Key) -> tuple[Groups, Hidden]:
    """The groups that a report tells, and what of them is hidden."""
    groups = grouped(abolished, way)
    hidden = margin(groups)
    if scope.alone:
        return groups, hidden
    rows = grouped(abolished, WAYS[scope.kind])
    closed = margin(rows).groups
    crossed = {name: grouped(lines, way) for name, lines in rows.items()}
    if scope.of in closed or scope.of not in crossed:
        return {}, Hidden({}, frozenset())
    return row_shown(scope.of, crossed[scope.of], shown_within(crossed, closed, hidden.groups))


def _rows(groups: Groups, hidden: Hidden) -> dict[str, Row]:
    return {
        name: numbers(lines, counted=True, hidden=hidden.groups.get(name, ""), people_hidden=name in hidden.people)
        for name, lines in groups.items()
    }
