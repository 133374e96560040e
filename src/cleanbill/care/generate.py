"""A year of care for any number of residents: claim lines that look like care.

In: `person` and `cover`. Out: `claim_line`. The figures are MEPS 2018's, in
prices of the claims year (law/us/spending_trend). People are drawn in blocks
of whole households, each with its own stream of random numbers, so a person's
care does not depend on how many blocks are made at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleanbill import law
from cleanbill.care.cells import FEE_BASES, Ints, ages, cell_numbers, plan_codes
from cleanbill.care.events import Events, born_day, days, draw_events, since_birth
from cleanbill.care.lines import Claims, claim_lines, trend
from cleanbill.care.meps import Floats, data_file
from cleanbill.care.providers import choose, county_numbers, own_providers
from cleanbill.care.tables import BENEFITS, ClaimLine
from cleanbill.core.money import WHOLE_BP
from cleanbill.core.tables import ibis_schema

BLOCK = 10_000  # people, and then to the end of the household


@dataclass(frozen=True, slots=True)
class Patients:
    """What the generator needs of each person, one entry a row of `person`."""

    person_id: pa.Array
    cell: Ints
    fee_basis: Ints
    county: Ints
    born_day: Ints  # day of the year from 0 on which care can begin: the birth of those born in the year

    def part(self, rows: slice) -> Patients:
        """The patients of `rows` alone."""
        return Patients(
            self.person_id[rows], self.cell[rows], self.fee_basis[rows], self.county[rows], self.born_day[rows]
        )


def generate(person: pa.Table, cover: pa.Table, *, seed: int, year: int) -> pa.Table:
    """All claim lines of a year, by claim id and line; see `generate_blocks` for bounded memory.

    The plan of 1 July is the person's for the whole year; a person without one
    has no cover. CleanbillError for a year without a spending trend (before 2018).
    """
    tables = list(generate_blocks(person, cover, seed=seed, year=year))
    return pa.concat_tables(tables) if tables else ibis_schema(ClaimLine).to_pyarrow().empty_table()


def generate_blocks(person: pa.Table, cover: pa.Table, *, seed: int, year: int) -> Iterator[pa.Table]:
    """The same lines, a table for each block in order: about 230,000 lines of 10,000 people."""
    person = in_order(person)
    people = patients(person, cover, year=year)
    for number, block in enumerate(blocks(person)):
        yield generate_block(people, block, number, seed=seed, year=year)


def in_order(person: pa.Table) -> pa.Table:
    """People by household and id, so that equal people have equal care whatever the order of rows."""
    return person.take(pc.sort_indices(person, [("household_id", "ascending"), ("person_id", "ascending")]))


def blocks(person: pa.Table) -> list[slice]:
    """Rows of each block of people in order: BLOCK people and on to the end of their household."""
    if person.num_rows == 0:
        return []
    household = person["household_id"].combine_chunks()
    new = pc.not_equal(household[1:], household[:-1]).to_numpy(zero_copy_only=False)
    ends = np.append(np.flatnonzero(new) + 1, person.num_rows)
    found, start = [], 0
    while start < person.num_rows:
        end = int(ends[min(int(np.searchsorted(ends, start + BLOCK)), len(ends) - 1)])
        found.append(slice(start, end))
        start = end
    return found


def patients(person: pa.Table, cover: pa.Table, *, year: int) -> Patients:
    """Cell, fee basis and county of each person in `year`."""
    age = ages(person["birth_date"], date(year, 7, 1))
    female = pc.equal(person["sex"], "F").to_numpy(zero_copy_only=False)
    under_65, from_65, fee_basis = plan_codes(_plan_on(person, cover, date(year, 7, 1)))
    return Patients(
        person_id=person["person_id"].combine_chunks(),
        cell=cell_numbers(age, female, under_65, from_65),
        fee_basis=fee_basis,
        county=county_numbers(person["county_fips"]),
        born_day=born_day(person["birth_date"], year),
    )


def generate_block(people: Patients, block: slice, number: int, *, seed: int, year: int) -> pa.Table:
    """The claim lines of one block; `number` is its place among all blocks, from 0."""
    draw = np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, year, number])))
    cell = people.cell[block]
    events = draw_events(cell, draw)
    day = since_birth(days(events, year, draw), people.born_day[block][events.who], year)
    own = own_providers(people.county[block], draw)
    provider = choose(own, events.who, events.benefit, draw)
    fee = _fee_cents(events, people.fee_basis[block], year)
    order = np.argsort(events.who * 512 + day, kind="stable")
    who, benefit = events.who[order], events.benefit[order]
    claims = Claims(who, cell[who], benefit, day[order], provider[order], fee[order], events.noise[order])
    return claim_lines(claims, people.person_id[block], number, year, draw)


def _fee_cents(events: Events, fee_basis: Ints, year: int) -> Ints:
    """The reference fee: what was allowed, over the payer's price level, in prices of the year."""
    level = _levels(year)[events.benefit, fee_basis[events.who]]
    cents = np.rint(events.dollars * (100 * trend(year)) / level)
    fee: Ints = np.maximum(cents, data_file("shape")["least_cents"]).astype(np.int64)
    return fee


def _levels(year: int) -> Floats:
    """Price level of each payer, (benefits, fee bases); 1 is the average of all payers."""
    held = law.parameter("us/price_relative").at(date(year, 1, 1))
    return np.array([[held[basis][benefit] for basis in FEE_BASES] for benefit in BENEFITS]) / WHOLE_BP


def _plan_on(person: pa.Table, cover: pa.Table, day: date) -> pa.ChunkedArray:
    on = pa.scalar(day, pa.date32())
    held = pc.and_(
        pc.less_equal(cover["start"].cast(pa.date32()), on), pc.less_equal(on, cover["end"].cast(pa.date32()))
    )
    today = cover.filter(held)
    row = pc.index_in(person["person_id"], today["person_id"].combine_chunks())
    return pc.fill_null(today["plan_id"].take(row), "none")
