"""Finds where a source's rows are at fault: the first row and the count of each (column, fault), in one pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cleanbill.core.errors import Finding, near_miss
from cleanbill.engine.column_faults import ColumnRead, Fault


@dataclass(frozen=True, slots=True)
class Source:
    """Rows to read: SQL with the columns given and `source_row`, and faults of a whole row (ragged ones)."""

    file: str
    numbered: str
    columns: tuple[ColumnRead, ...]
    row_faults: tuple[Fault, ...] = ()


def faulty(columns: Sequence[ColumnRead], row_faults: Sequence[Fault]) -> str:
    """SQL: whether a row has any fault."""
    return " OR ".join([f"({fault.when})" for fault in row_faults] + [f"({c.code}) IS NOT NULL" for c in columns])


def value_findings(con: Any, source: Source) -> list[Finding]:
    """One finding for each (column, fault) that some row has, in column order.

    A row that is at fault as a whole is not looked into further.
    """
    kinds = list(_kinds(source))
    picks = ", ".join(
        f"count_if({hit}), min(source_row) FILTER ({hit}), {_first_word(alias, hit, fault)}"
        for alias, hit, _, fault in kinds
    )
    told = con.raw_sql(f"SELECT {picks} FROM ({_coded(source)})").fetchone()
    triples = zip(told[::3], told[1::3], told[2::3], strict=True)
    return [
        Finding(source.file, first, name, fault.problem, _remedy(fault, word), count)
        for (_, _, name, fault), (count, first, word) in zip(kinds, triples, strict=True)
        if count
    ]


def _kinds(source: Source) -> Iterator[tuple[str, str, str | None, Fault]]:
    for place, fault in enumerate(source.row_faults):
        yield "", f"row_fault = {place}", None, fault
    for number, column in enumerate(source.columns):
        for place, fault in enumerate(column.faults):
            yield f"g{number}", f"row_fault IS NULL AND f{number} = {place}", column.name, fault


def _coded(source: Source) -> str:
    """SQL: a row's number, its fault as a whole, and per column its fault (and its word, where a list is closed)."""
    row_cases = " ".join(f"WHEN {fault.when} THEN {place}" for place, fault in enumerate(source.row_faults))
    picks = ["source_row", f"CASE {row_cases} END AS row_fault" if row_cases else "NULL::INTEGER AS row_fault"]
    for number, column in enumerate(source.columns):
        picks.append(f"{column.code} AS f{number}")
        if any(fault.allowed for fault in column.faults):
            picks.append(f"{column.given} AS g{number}")
    return f"SELECT {', '.join(picks)} FROM ({source.numbered})"


def _first_word(alias: str, hit: str, fault: Fault) -> str:
    return f"arg_min({alias}, source_row) FILTER ({hit})" if fault.allowed else "NULL"


def _remedy(fault: Fault, word: str | None) -> str:
    """The remedy, with the known word that the given one is like; never the given one."""
    meant = near_miss(word, fault.allowed) if word else None
    return f"Did you mean {meant!r}? {fault.remedy}" if meant else fault.remedy


def repeated_key(con: Any, table: str, key: Sequence[str], file: str) -> list[Finding]:
    """A finding where rows of `table` repeat an earlier row's key; the row is the first repetition."""
    names = ", ".join(f'"{name}"' for name in key)
    whole = " AND ".join(f'"{name}" IS NOT NULL' for name in key)
    # Hashes take a quarter of the memory of the keys; equal ones are looked at again, exactly.
    twice = f"SELECT 1 FROM {table} WHERE {whole} GROUP BY hash({names}) HAVING count(*) > 1 LIMIT 1"
    if con.raw_sql(twice).fetchone() is None:
        return []
    nth = f"row_number() OVER (PARTITION BY {names} ORDER BY source_row)"
    repeats = f"SELECT source_row, {nth} AS nth FROM {table} WHERE {whole}"
    count, first = con.raw_sql(f"SELECT count(*), min(source_row) FROM ({repeats}) WHERE nth > 1").fetchone()
    if not count:
        return []
    told = " and ".join(key)
    remedy = f"One row only may have the same {told}; remove or merge the others."
    return [Finding(file, first, key[0], f"repeats the {told} of an earlier row", remedy, count)]
