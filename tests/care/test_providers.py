"""Providers: invented, in every county, and people go to those near them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from cleanbill.care import Provider, providers
from cleanbill.care.generator.practices import county_numbers, directory, own_providers
from cleanbill.core.tables import ibis_schema


def test_table_is_a_provider_table() -> None:
    table = providers()
    assert table.column_names == list(ibis_schema(Provider).names)
    assert len(set(table["provider_id"].to_pylist())) == table.num_rows
    assert set(table["kind"].to_pylist()) == {"hospital", "practice", "dentist", "agency", "pharmacy", "supplier"}
    assert {len(fips) for fips in table["county_fips"].to_pylist()} == {5}


def test_every_county_has_every_kind_and_big_ones_more() -> None:
    number = directory().number
    assert number.min() >= 1
    middlesex, dukes = directory().counties.index("25017"), directory().counties.index("25007")
    assert np.all(number[:, middlesex] >= number[:, dukes])
    assert abs(int(number[0].sum()) - 98) <= 3


def test_directory_rows_are_the_tables() -> None:
    sites, table = directory(), providers().to_pylist()
    for kind in range(sites.first.shape[0]):
        for county, fips in enumerate(sites.counties):
            row = table[int(sites.first[kind, county])]
            assert row["county_fips"] == fips
            assert row["provider_id"].endswith("0001")


def test_people_go_mostly_to_their_own_county() -> None:
    county = county_numbers(pa.array(["25003"] * 4000))
    own = own_providers(county, np.random.default_rng(1))
    fips = np.array(providers()["county_fips"].to_pylist())[own]
    assert 0.83 < float((fips == "25003").mean()) < 0.90


def test_an_unknown_county_goes_anywhere() -> None:
    county = county_numbers(pa.array([None, "99999", "25001"]))
    assert county.tolist() == [-1, -1, 0]
    own = own_providers(np.full(2000, -1), np.random.default_rng(1))
    assert len(set(np.array(providers()["county_fips"].to_pylist())[own].ravel())) == len(directory().counties)
