"""The providers of Massachusetts, invented, whom each person goes to, and where providers stand.

Out: the table `provider`, and for people the providers of each kind they go to, mostly in their own county (numbers
follow its population). A file of sites in, places as `care.fees.price` asks for them out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cleanbill.care.fees import Schedules, places_by_county, places_by_zip
from cleanbill.care.generator.expectation import Floats, Ints, data_file
from cleanbill.care.tables import BENEFITS, Site
from cleanbill.core.errors import BadInput
from cleanbill.engine import SOURCE_ROW, faulty_rows, read_numbered

MARKUP_SEED = 25  # providers and their charges are the same in every run


@dataclass(frozen=True, slots=True)
class Directory:
    """Providers by row number: `first` and `number` are (kind, county); `slots` is how many a person goes to."""

    ids: pa.Array
    markup: Floats
    first: Ints
    number: Ints
    slots: Ints
    people: Floats
    counties: tuple[str, ...]
    kind_of_benefit: Ints
    in_county: float


def providers() -> pa.Table:
    """Every provider, as the table `provider`: about 7,500 rows, in the order of their ids' row numbers."""
    kinds, counties = data_file("places")["kinds"], data_file("places")["counties"]
    rows = [
        {
            "provider_id": f"{terms['letter']}{fips}{number:04d}",
            "name": f"{kind.capitalize()} {number}, {county['name']} County",
            "kind": kind,
            "county_fips": fips,
        }
        for kind, terms in kinds.items()
        for fips, county in counties.items()
        for number in range(1, _number(terms["number"], county["people"]) + 1)
    ]
    return pa.Table.from_pylist(rows)


def _number(of_state: int, people: int) -> int:
    everyone: int = sum(county["people"] for county in data_file("places")["counties"].values())
    return max(1, round(of_state * people / everyone))


@cache
def directory() -> Directory:
    """The providers as arrays for drawing from."""
    places, table = data_file("places"), providers()
    kinds, counties = tuple(places["kinds"]), tuple(places["counties"])
    people = np.array([county["people"] for county in places["counties"].values()], dtype=np.float64)
    number = np.array([[_number(places["kinds"][kind]["number"], int(p)) for p in people] for kind in kinds])
    first = np.cumsum(number.ravel()).reshape(number.shape) - number
    noise = np.random.Generator(np.random.Philox(MARKUP_SEED)).standard_normal(table.num_rows)
    return Directory(
        ids=table["provider_id"].combine_chunks(),
        markup=np.exp(data_file("shape")["provider_spread"] * np.clip(noise, -2.5, 2.5)),
        first=first,
        number=number,
        slots=np.array([places["kinds"][kind]["a_person"] for kind in kinds]),
        people=people,
        counties=counties,
        kind_of_benefit=np.array([kinds.index(places["benefit_kind"][benefit]) for benefit in BENEFITS]),
        in_county=places["in_county"],
    )


def county_numbers(county_fips: pa.Array | pa.ChunkedArray) -> Ints:
    """Row number of each person's county; -1 for one that is unknown or out of the State."""
    found = pc.fill_null(pc.index_in(county_fips, pa.array(directory().counties)), -1)
    numbers: Ints = found.to_numpy(zero_copy_only=False).astype(np.int64)
    return numbers


def own_providers(county: Ints, draw: np.random.Generator) -> npt.NDArray[np.int32]:
    """Row numbers of each person's providers, (all slots, people); slots of a kind follow each other."""
    sites = directory()
    anywhere = np.cumsum(sites.people) / sites.people.sum()
    kind_of_slot = np.repeat(np.arange(len(sites.slots)), sites.slots)
    own = np.empty((len(kind_of_slot), len(county)), dtype=np.int32)
    for slot, kind in enumerate(kind_of_slot):
        away = (draw.random(len(county)) >= sites.in_county) | (county < 0)
        where = np.where(away, np.searchsorted(anywhere, draw.random(len(county)), side="right"), county)
        pick = (draw.random(len(county)) * sites.number[kind, where]).astype(np.int64)
        own[slot] = sites.first[kind, where] + pick
    return own


def choose(own: npt.NDArray[np.int32], who: Ints, benefit: Ints, draw: np.random.Generator) -> npt.NDArray[np.int32]:
    """The provider of each event: one of the person's own of the right kind."""
    sites = directory()
    first_slot = np.cumsum(sites.slots) - sites.slots
    kind = sites.kind_of_benefit[benefit]
    slot = first_slot[kind] + (draw.random(len(who)) * sites.slots[kind]).astype(np.int64)
    chosen: npt.NDArray[np.int32] = own[slot, who]
    return chosen


# Reads where providers stand, and finds the locality that each is paid by.
#
# File in (provider_id, zip or county_fips); places as `care.fees.price` asks for them out.


SITE_OPTIONAL = {"zip": None, "county_fips": None}


def read_sites(con: Any, path: Path) -> ir.Table:
    """The file as table `site`; each row has a ZIP code, a county, or both. Raises BadInput."""
    sites = read_numbered(con, path, Site, optional=SITE_OPTIONAL)
    bare = sites.filter(sites.zip.isnull() & sites.county_fips.isnull())
    remedy = "Give the provider's ZIP code, or its county's five digits."
    if findings := faulty_rows(bare, path.name, "zip", "is empty, and so is county_fips", remedy):
        raise BadInput(findings)
    return sites.drop(SOURCE_ROW)


def places(sites: ir.Table, schedules: Schedules, day: date) -> ir.Table:
    """Places on `day`: by county where it is told, else by ZIP code."""
    by_county = places_by_county(sites.filter(sites.county_fips.notnull()), schedules, day)
    by_zip = places_by_zip(sites.filter(sites.county_fips.isnull()), schedules, day)
    return by_county.union(by_zip.select(*by_county.columns))
