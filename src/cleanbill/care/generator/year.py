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
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cleanbill import law
from cleanbill.care.generator.events import (
    Events,
    Weighted,
    born_day,
    code_book,
    days,
    draw_codes,
    draw_events,
    since_birth,
    weighted,
)
from cleanbill.care.generator.expectation import FEE_BASES, Floats, Ints, ages, cell_numbers, data_file, plan_codes
from cleanbill.care.generator.practices import choose, county_numbers, directory, own_providers
from cleanbill.care.tables import BENEFITS, ClaimLine
from cleanbill.core.money import WHOLE_BP, half_up
from cleanbill.core.tables import ibis_schema

# Events as claims of lines: the event's money is split over its lines to the cent.
#
# In: a block's events with day, provider and reference fee. Out: rows of the
# table `claim_line`, by claim and line.


INPATIENT, DRUGS, HOME = (BENEFITS.index(b) for b in ("inpatient", "drugs", "home_health"))
CLAIMS_A_BLOCK = 1_000_000  # claim ids leave room for so many


@dataclass(frozen=True, slots=True)
class Claims:
    """One entry a claim, in the order of their ids; `who` counts the block's people, `day` from 1 January."""

    who: Ints
    cell: Ints
    benefit: Ints
    day: Ints
    provider: npt.NDArray[np.int32]
    fee_cents: Ints
    noise: Floats


def claim_lines(claims: Claims, person_id: pa.Array, block: int, year: int, draw: np.random.Generator) -> pa.Table:
    """The claims of a block as rows of `claim_line`."""
    size = 1 + _sizes().place(claims.benefit, draw.random(len(claims.who)))
    claim = np.repeat(np.arange(len(size)), size)
    line = np.arange(len(claim)) - np.repeat(np.cumsum(size) - size, size) + 1
    benefit, provider = claims.benefit[claim], claims.provider[claim]
    fee = _split(claims.fee_cents, size, claim, draw)
    first = (line == 1).astype(np.int64)
    code = draw_codes(benefit, first, claims.cell[claim], claims.noise[claim], draw.random(len(claim)))
    book, day_of_year = code_book(), np.datetime64(date(year, 1, 1), "D") + claims.day.astype("timedelta64[D]")
    return pa.table(
        {
            "claim_id": _claim_ids(block, len(size)).take(pa.array(claim)),
            "line": pa.array(line.astype(np.int32)),
            "person_id": person_id.take(pa.array(claims.who[claim])),
            "provider_id": directory().ids.take(pa.array(provider)),
            "service_date": pa.array(day_of_year[claim]),
            "benefit": pa.array(BENEFITS).take(pa.array(benefit)),
            "place_of_service": book.place_of_service.take(pa.array(benefit)),
            "code_system": book.system.take(pa.array(code)),
            "code": book.code.take(pa.array(code)),
            "units": pa.array(_units(benefit, line, claims.fee_cents[claim], year, draw)),
            "charge_cents": pa.array(_charges(fee, benefit, provider, year)),
            "fee_cents": pa.array(fee),
        }
    )


@cache
def _sizes() -> Weighted:
    return weighted([data_file("shape")["lines"][benefit] for benefit in BENEFITS])


def _split(total: Ints, size: Ints, claim: Ints, draw: np.random.Generator) -> Ints:
    """Whole cents of each line; a claim's lines add up to its total."""
    end = np.cumsum(size)
    running = np.cumsum(0.25 + draw.random(len(claim)))
    before = np.concatenate([[0.0], running[end[:-1] - 1]]) if len(end) else np.zeros(0)
    share = (running - before[claim]) / (running[end - 1] - before)[claim]
    edge = np.floor(total[claim] * share).astype(np.int64)
    edge[end - 1] = total
    lines: Ints = np.diff(edge, prepend=0)
    lines[end - size] = edge[end - size]
    return lines


def _charges(fee: Ints, benefit: Ints, provider: npt.NDArray[np.int32], year: int) -> Ints:
    """What providers ask: the fee marked up, and never less than the dearest payer allows."""
    markup, dearest = _charge_levels(year)
    asked = np.rint(fee * (markup[benefit] * directory().markup[provider])).astype(np.int64)
    charges: Ints = np.maximum(asked, half_up(fee * dearest[benefit], WHOLE_BP))
    return charges


@cache
def _charge_levels(year: int) -> tuple[Floats, Ints]:
    day = date(year, 1, 1)
    asked = law.parameter("us/charge_to_fee").at(day)
    payers = law.parameter("us/price_relative").at(day).values()
    dearest = [max(payer[benefit] for payer in payers) for benefit in BENEFITS]
    return np.array([asked[benefit] for benefit in BENEFITS]) / WHOLE_BP, np.array(dearest, dtype=np.int64)


def _units(benefit: Ints, line: Ints, claim_fee: Ints, year: int, draw: np.random.Generator) -> Ints:
    """Days' supply of a drug, days of a stay on its second line (room), visits at home; else 1."""
    units = np.ones(len(benefit), dtype=np.int64)
    drug, home = benefit == DRUGS, benefit == HOME
    units[drug] = np.array([30, 30, 30, 90])[draw.integers(0, 4, int(drug.sum()))]
    units[home] = draw.integers(1, 9, int(home.sum()))
    room = (benefit == INPATIENT) & (line == 2)
    a_day = data_file("shape")["dollars_a_day"] * 100 * trend(year)
    units[room] = np.clip(np.rint(claim_fee[room] / a_day), 1, 60).astype(np.int64)
    return units


def trend(year: int) -> float:
    """What a dollar of 2018 has become by a year (law/us/spending_trend)."""
    return float(law.parameter("us/spending_trend").at(date(year, 1, 1))) / WHOLE_BP


def _claim_ids(block: int, number: int) -> pa.Array:
    """Ids of twelve characters in rising order: K, the block in five digits, the claim in six."""
    counted = block * CLAIMS_A_BLOCK + np.arange(number)
    text = np.full((number, 12), ord("K"), dtype=np.uint8)
    for place in range(11, 0, -1):
        counted, digit = np.divmod(counted, 10)
        text[:, place] = digit + ord("0")
    offsets = np.arange(0, 12 * number + 1, 12, dtype=np.int32)
    return pa.StringArray.from_buffers(number, pa.py_buffer(offsets), pa.py_buffer(text))


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
    levels = law.parameter("us/price_relative").at(date(year, 1, 1))
    return np.array([[levels[basis][benefit] for basis in FEE_BASES] for benefit in BENEFITS]) / WHOLE_BP


def _plan_on(person: pa.Table, cover: pa.Table, day: date) -> pa.ChunkedArray:
    on = pa.scalar(day, pa.date32())
    in_force = pc.and_(
        pc.less_equal(cover["start"].cast(pa.date32()), on), pc.less_equal(on, cover["end"].cast(pa.date32()))
    )
    today = cover.filter(in_force)
    row = pc.index_in(person["person_id"], today["person_id"].combine_chunks())
    return pc.fill_null(today["plan_id"].take(row), "none")
