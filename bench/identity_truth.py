"""Accounts of people who do not exist, and whose each is: the truth that resolving people is measured against.

Families at an address, twins, juniors, movers and names changed in marriage;
then two sellers who leave different things out and write the rest with faults.
Rates are assumptions but for what the first seller leaves out (FTC 2013).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from importlib.resources import files
from random import Random

import pyarrow as pa
import yaml

from bench import identity_names as names
from bench.identity_faults import Written, written
from cleanbill.core.tables import ibis_schema
from cleanbill.people.identity.normalise import Record

TWINS, JUNIORS, MOVERS, MARRIED = 0.04, 0.08, 0.2, 0.06
OWES = {"adult": 0.55, "child": 0.3}
ACCOUNTS = ([1, 2, 3, 4, 6], [0.4, 0.27, 0.17, 0.1, 0.06])
HOME_OF_MANY = 0.0001  # shelters and nursing homes, of all addresses; 60 live in each, about one person in 200
NOW = date(2026, 11, 24)


@dataclass(frozen=True, slots=True)
class Address:
    number: int
    street: str
    kind: int
    unit: int | None
    city: str
    zip: str


@dataclass(frozen=True, slots=True)
class Person:
    first: str
    last: str
    born: date
    ssn: str
    home: Address
    woman: bool
    suffix: str | None = None
    once: str | None = None  # last name before a marriage, or with the other's behind it
    before: Address | None = None
    payer: str | None = None  # a parent's number, which a hospital may have put down


@dataclass(slots=True)
class Truth:
    """Records as `Record`, and the person of each, in the same order."""

    records: pa.Table
    person: list[int]
    people: list[Person] = field(default_factory=list)

    def pairs(self) -> int:
        """Pairs of records that are one person's."""
        counts: dict[int, int] = {}
        for one in self.person:
            counts[one] = counts.get(one, 0) + 1
        return sum(count * (count - 1) // 2 for count in counts.values())


class _World:
    def __init__(self, draw: Random) -> None:
        self.draw = draw
        self.weights = {id(held): names.by_rank(held) for held in (names.WOMEN, names.MEN, names.LAST)}
        self.zips = [f"{60000 + 7 * n:05d}" for n in range(400)]
        self.of_many: list[Address] = []

    def pick(self, held: list[str]) -> str:
        return self.draw.choices(held, cum_weights=self.weights[id(held)])[0]

    def last(self) -> str:
        draw = self.draw
        if draw.random() > names.TAIL:
            return self.pick(names.LAST)
        return draw.choice(names.BEGIN) + draw.choice(names.MIDDLE) + draw.choice(names.END)

    def first(self, woman: bool) -> str:
        return self.pick(names.WOMEN if woman else names.MEN)

    def address(self) -> Address:
        draw = self.draw
        place = draw.randrange(len(self.zips))
        flat = draw.randrange(1, 40) if draw.random() < 0.3 else None
        return Address(
            draw.randrange(1, 2000), draw.choice(names.STREETS), draw.randrange(len(names.KINDS)), flat,
            f"CITY {names.BEGIN[place % 40]}", self.zips[place],
        )  # fmt: skip

    def person(self, last: str, home: Address, born: date, woman: bool, **more: str | None) -> Person:
        draw = self.draw
        ssn = f"{draw.randrange(1, 665):03d}{draw.randrange(1, 100):02d}{draw.randrange(1, 10_000):04d}"
        made = Person(more.pop("first", None) or self.first(woman), last, born, ssn, home, woman, **more)
        if draw.random() < MOVERS:
            made = replace(made, before=self.address())
        if woman and draw.random() < MARRIED:
            other = self.last()
            made = replace(made, once=other if draw.random() < 0.7 else f"{last}-{other}")
        return made

    def family(self) -> list[Person]:
        draw, home, last = self.draw, self.address(), self.last()
        born = NOW - timedelta(days=draw.randrange(22 * 365, 88 * 365))
        kind = draw.random()
        head = self.person(last, home, born, draw.random() < 0.5)
        held = [head]
        if 0.35 < kind < 0.9:
            theirs = last if draw.random() < 0.8 else self.last()
            held.append(self.person(theirs, home, born + timedelta(days=draw.randrange(-2500, 2500)), not head.woman))
        if kind > 0.6:
            held += self.children(held)
        return [one for one in held if draw.random() < OWES["adult" if one.payer is None else "child"]]

    def children(self, parents: list[Person]) -> list[Person]:
        draw, head, found = self.draw, parents[0], list[Person]()
        while len(found) < draw.randrange(1, 4):
            born = head.born + timedelta(days=draw.randrange(18 * 365, 40 * 365))
            if born >= NOW:
                break
            woman, twins = draw.random() < 0.5, draw.random() < TWINS
            child = self.person(head.last, head.home, born, woman, payer=head.ssn)
            father = next((one for one in parents if not one.woman), None)
            if father and not woman and draw.random() < JUNIORS:
                child = replace(child, first=father.first, last=father.last, suffix="JR")
            found.append(child)
            if twins:
                other = self.person(head.last, head.home, born, draw.random() < 0.5, payer=head.ssn)
                next_number = f"{child.ssn[:5]}{int(child.ssn[5:]) % 9999 + 1:04d}"  # given out one after the other
                found += [replace(other, ssn=next_number)] if other.first != child.first else []
        return found

    def of_many_people(self) -> list[Person]:
        home = self.address()
        days = (self.draw.randrange(60 * 365, 98 * 365) for _ in range(60))
        return [self.person(self.last(), home, NOW - timedelta(days=day), self.draw.random() < 0.6) for day in days]


def truth(accounts: int, seed: int, worse: float = 1.0) -> Truth:
    """At least `accounts` records; `worse` multiplies the rate of every fault of writing."""
    draw = Random(seed)
    world, people, person, rows = _World(draw), list[Person](), list[int](), list[Written]()
    nicknames = _nicknames()
    while len(rows) < accounts:
        found = world.of_many_people() if draw.random() < HOME_OF_MANY else world.family()
        for one in found:
            for _ in range(draw.choices(*ACCOUNTS)[0]):
                rows.append(written(one, draw, nicknames, worse))
                person.append(len(people))
            people.append(one)
    order = list(range(len(rows)))
    draw.shuffle(order)
    shape = ibis_schema(Record).to_pyarrow()
    held = [{"record_id": f"R{place:08d}", **rows[n]} for place, n in enumerate(order)]
    return Truth(pa.Table.from_pylist(held, schema=shape), [person[n] for n in order], people)


def _nicknames() -> Mapping[str, list[str]]:
    text = (files("cleanbill.people.identity") / "nicknames.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)["names"]
