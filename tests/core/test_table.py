"""Every table class says its grain, key, units and the privacy of each column."""

from __future__ import annotations

import ibis.expr.datatypes as dt
import pytest

from cleanbill.core.tables import Table, columns, ibis_schema, privacy
from tests.house.tables import table_classes

TABLES = table_classes()
PRIVACY = {"public", "person", "health", "identity"}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_each_column_has_a_privacy_class_and_words(table: type[Table]) -> None:
    assert set(privacy(table).values()) <= PRIVACY
    assert all(column.what for column in columns(table).values())


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_grain_is_said_and_the_key_is_made_of_columns(table: type[Table]) -> None:
    assert table.__grain__
    assert set(table.__key__) <= set(columns(table))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_units_stand_in_the_name_and_the_type(table: type[Table]) -> None:
    units = {name: column.unit for name, column in columns(table).items()}
    for name, type_ in ibis_schema(table).items():
        assert not isinstance(type_, dt.Floating), f"{name}: money and rates are whole numbers"
        if name.endswith("_cents"):
            assert isinstance(type_, dt.Int64)
            assert units[name].startswith("cents"), name
        if name.endswith("_bp"):
            assert isinstance(type_, dt.Integer)


def test_the_tables_of_the_design_that_exist_are_found() -> None:
    assert {"Person", "Cover", "ClaimLine"} <= {table.__name__ for table in TABLES}
