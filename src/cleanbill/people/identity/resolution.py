"""Whose account is whose: people and households across accounts, sellers and rounds, with the evidence.

In: the table `record`, and what earlier rounds made of it. Out: Arrow tables of
`Belongs` and `Match`. Nothing is learnt from the records but how frequent names
are, so the result is the same for any order of rows and on any day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from cleanbill.core.errors import CleanbillError
from cleanbill.core.tables import ibis_schema
from cleanbill.engine import Materialize, materialized
from cleanbill.people.identity import normalise as outcomes
from cleanbill.people.identity.cluster import Groups, Home, Link, Pair, households, people
from cleanbill.people.identity.compare import FIELDS
from cleanbill.people.identity.normalise import (
    CONTRADICTIONS,
    KEYS,
    KNOWN,
    MERGED,
    Belongs,
    Match,
    Model,
    Record,
    check_records,
    comparable,
    named_ids,
    shipped,
)
from cleanbill.people.identity.score import scored

# Whether two records may be one person's, whatever the probability: contradictions, and how many fields agree.
#
# The people of one household share a last name and an address, and twins a birth
# date too, so fields do not agree by chance alone, as a probability takes them to.
# In: pairs with a word a field. Out: the same with `verdict` and `firm`.


class _Pair:
    """What is said of a pair, in the words of `compare`."""

    def __init__(self, pair: ir.Table) -> None:
        self.first = pair.first_name.isin(["same", "nickname", "swapped with the last name"])
        self.first_near = pair.first_name.isin(["alike", "initial"])
        self.first_near_number = pair.first_name == "one letter off"  # as of LISA and LIA, but of MARK and MARY too
        self.no_first = pair.first_name == "not given"
        self.first_differs = pair.first_name == "different"
        swapped = pair.first_name == "swapped with the last name"
        self.last = swapped | pair.last_name.isin(["same", "one of two", "alike"])
        self.no_last = pair.last_name == "not given"
        self.name = (self.first | self.first_near) & self.last
        self.born = pair.birth_date == "same"
        self.born_turned = pair.birth_date == "day and month swapped"
        self.born_near = self.born_turned | (pair.birth_date == "one digit off")
        self.born_far = pair.birth_date == "one digit off, a generation apart"
        self.born_differs = pair.birth_date == "different"
        self.generation = pair.birth_date == "a generation apart"
        self.no_birth = pair.birth_date == "not given"
        self.ssn = pair.ssn == "same"
        self.four = pair.ssn == "last four alone"
        self.ssn_near = pair.ssn == "one digit off"
        self.ssn_differs = pair.ssn == "different"
        self.home = pair.address.isin(["same", "same but for the unit"])
        self.home_near = self.home | (pair.address == "one letter off")
        self.area = self.home_near | pair.address.isin(["same area", "another unit"])
        self.suffix_differs = pair.suffix == "different"
        self.suffix_once = pair.suffix == "on one only"


def judged(pair: ir.Table) -> ir.Table:
    """`pair` with its verdict (one of `outcomes`), and whether more than name and home holds the two together."""
    said = _Pair(pair)
    return pair.mutate(
        verdict=ibis.cases(*_contradictions(said), (_enough(said), outcomes.MERGED), else_=outcomes.WEAK),
        firm=said.ssn | said.four | (said.born & ~said.no_first),
    )


def _contradictions(said: _Pair) -> list[tuple[ir.BooleanValue, str]]:
    """What no agreement outweighs but the one beside it."""
    one_life = said.ssn & said.born
    # A misspelt number is one digit off; of a wholly other one, as a spouse's, all the rest must be the same.
    mistyped = said.ssn_near & said.first & said.last & (said.born | (said.no_birth & said.home_near))
    borrowed = said.ssn_differs & said.first & said.last & said.born & said.home_near
    other_number = (said.ssn_near | said.ssn_differs) & ~mistyped & ~borrowed
    other_birth = (
        said.generation | (said.born_far & ~(said.ssn | said.four)) | (said.born_differs & ~(said.ssn & said.name))
    )
    return [
        (said.first_differs & ~(one_life & (said.last | said.home)), outcomes.FIRST_NAMES),
        (said.suffix_differs & ~one_life, outcomes.SUFFIXES),
        (other_number, outcomes.SSNS),
        (other_birth, outcomes.BIRTH_DATES),
    ]


def _enough(said: _Pair) -> ir.BooleanValue:
    """At least two fields that do not come together in a household, or the number and one more."""
    number = said.ssn | said.four
    distinct = said.born | said.born_near | number
    ways = [
        said.ssn & (said.first | said.last | said.born | said.home),
        said.four & (said.name | (said.first_near_number & said.last) | (said.born & (said.first | said.last))),
        said.name & said.born,
        said.first & said.last & said.home_near & ~said.suffix_once,
        said.name & said.home_near & distinct,
        said.first & said.last & said.born_turned & said.area,
        said.first & said.born & said.home_near,  # a last name taken in marriage
        said.no_first & (said.last | said.no_last) & said.born & said.home_near,
    ]
    return reduce(or_, ways)


@dataclass(frozen=True, slots=True)
class Resolved:
    """`people` (Arrow, as `Belongs`, by record_id), `matches` (Arrow, as `Match`, by left and right id).

    `merged` is the id of each known person whom new evidence shows to be
    another known one -> the id that stays.
    """

    people: pa.Table
    matches: pa.Table
    merged: Mapping[str, str] = field(default_factory=dict)


def resolve(con: Any, records: ir.Table, *, known: pa.Table | None = None, model: Model | None = None) -> Resolved:
    """Every record's person and household, and why.

    `records` are as `Record`, on the DuckDB connection `con`; `known` is the
    `people` of an earlier round, whose ids stay and whose people are not taken
    apart. Raises BadInput where a record's id is missing or stands twice, and
    CleanbillError on another engine.
    """
    if con.name != "duckdb":
        raise CleanbillError("People are resolved on DuckDB alone. Open it with connect('duckdb').")
    model = model or shipped()
    check_records(con, records, known)
    with materialized(con) as materialize:
        seen = materialize(records.select(*ibis_schema(Record)))
        work = _Work.of(con, comparable(seen, materialize, model), materialize, model, _known(known))
        return work.done()


def _known(known: pa.Table | None) -> dict[str, tuple[str, str | None]]:
    """Record id -> person and household it had."""
    if known is None:
        return {}
    columns = (known.column(name).to_pylist() for name in ("record_id", "person_id", "household_id"))
    return {record: (person, household) for record, person, household in zip(*columns, strict=True)}


@dataclass(frozen=True, slots=True)
class _Work:
    """Records by number (their order by id), pairs with a verdict, and people as groups of numbers."""

    records: list[str]
    homes: list[Home]
    pairs: pa.Table
    groups: Groups
    outcomes: Mapping[Pair, str]
    known: Mapping[str, tuple[str, str | None]]
    model: Model

    @classmethod
    def of(cls, con: Any, plain_: ir.Table, materialize: Materialize, model: Model, known: Mapping[str, Any]) -> _Work:
        pairs = judged(scored(con, plain_, KEYS, materialize, model, above=True))
        pairs = pairs.order_by("left", "right").to_pyarrow()
        rows = plain_.order_by("number").select("record_id", "door", "family", "part_one", "part_two").to_pyarrow()
        records = rows.column("record_id").to_pylist()
        links = _links(pairs)
        together = _known_pairs(records, known)
        near = Groups.joined([*(link.pair for link in links), *together])
        groups, outcomes = people(links, _resolve_contradictions(con, plain_, near, materialize, model), together)
        return cls(records, _homes(rows), pairs, groups, outcomes, known, model)

    def done(self) -> Resolved:
        members: defaultdict[int, list[int]] = defaultdict(list)
        for number in range(len(self.records)):
            members[self.groups.of(number)].append(number)
        persons = named_ids(
            "person", members, self.records, {record_id: ids[0] for record_id, ids in self.known.items()}
        )
        homes = households(members, self.homes, self.model.address_crowd)
        living = {
            home: sorted(number for person in found for number in members[person]) for home, found in homes.items()
        }
        before = {record_id: ids[1] for record_id, ids in self.known.items() if ids[1] is not None}
        ids = named_ids("household", living, self.records, before)
        home_of = {number: ids[home] for home, numbers in living.items() for number in numbers}
        person_of = {number: persons[self.groups.of(number)] for number in range(len(self.records))}
        return Resolved(self._people(person_of, home_of), self._matches(), self._merged(person_of))

    def _people(self, person_of: Mapping[int, str], home_of: Mapping[int, str]) -> pa.Table:
        numbers = range(len(self.records))
        columns = {
            "record_id": self.records,
            "person_id": [person_of[number] for number in numbers],
            "household_id": [home_of.get(number) for number in numbers],
        }
        return pa.table(columns, schema=ibis_schema(Belongs).to_pyarrow())

    def _matches(self) -> pa.Table:
        left, right = self.pairs.column("left").to_pylist(), self.pairs.column("right").to_pylist()
        verdicts = self.pairs.column("verdict").to_pylist()
        rows = [self._outcome(pair, verdict) for *pair, verdict in zip(left, right, verdicts, strict=True)]
        columns = {
            "left_id": [self.records[number] for number in left],
            "right_id": [self.records[number] for number in right],
            "probability_bp": self.pairs.column("probability_bp"),
            **{name: self.pairs.column(name) for name in FIELDS},
            "outcome": rows,
        }
        return pa.table(columns, schema=ibis_schema(Match).to_pyarrow())

    def _outcome(self, pair: list[int], verdict: str) -> str:
        record, other = pair
        if verdict == MERGED:
            return self.outcomes[record, other]
        if self.groups.of(record) != self.groups.of(other):
            return verdict
        return KNOWN if verdict in CONTRADICTIONS else verdict

    def _merged(self, person_of: Mapping[int, str]) -> dict[str, str]:
        """Known persons who turned out to be others."""
        became = {
            self.known[record][0]: person_of[number]
            for number, record in enumerate(self.records)
            if record in self.known
        }
        return {old: new for old, new in sorted(became.items()) if old != new}


def _links(pairs: pa.Table) -> list[Link]:
    """Pairs that nothing speaks against."""
    names = ("left", "right", "weight", "firm", "verdict")
    rows = zip(*(pairs.column(name).to_pylist() for name in names), strict=True)
    return [Link(left, right, weight, firm) for left, right, weight, firm, verdict in rows if verdict == MERGED]


def _homes(rows: pa.Table) -> list[Home]:
    names = ("door", "family", "part_one", "part_two")
    columns = zip(*(rows.column(name).to_pylist() for name in names), strict=True)
    return [Home(door, tuple(name for name in families if name)) for door, *families in columns]


def _known_pairs(records: list[str], known: Mapping[str, tuple[str, str | None]]) -> list[Pair]:
    """Each record of a known person with the first of that person."""
    first: dict[str, int] = {}
    pairs = ((number, known[record][0]) for number, record in enumerate(records) if record in known)
    return [(first.setdefault(person, number), number) for number, person in pairs]


def _resolve_contradictions(
    con: Any, plain_: ir.Table, near: Groups, materialize: Materialize, model: Model
) -> list[Pair]:
    """Pairs that contradict each other among records that links lead to from one another, compared all with all."""
    many = [
        (number, group) for group, numbers in near.members().items() if len(numbers) > 2 for number in sorted(numbers)
    ]
    if not many:
        return []
    numbers, groups = zip(*many, strict=True)
    keys = ibis.memtable(pa.table({"number": numbers, "key_near": groups}))
    inside = materialize(plain_.inner_join(keys, "number"))
    pairs = judged(scored(con, inside, ["key_near"], materialize, model, above=False))
    wrong = pairs.filter(pairs.verdict.isin(CONTRADICTIONS)).select("left", "right").to_pyarrow()
    return list(zip(wrong.column("left").to_pylist(), wrong.column("right").to_pylist(), strict=True))
