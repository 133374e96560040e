"""How columns of a user's file are read as their schema's types, and every row that cannot be.

All of it is SQL text: `typed` is the value or NULL, and each `Fault` a condition with the words for it; the first that
holds is the row's. Dates are ISO only: 03/04/2024 is two dates, and a file rarely says which. Whole numbers have no
decimals, so a file of dollars is not taken for one of cents.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from cleanbill.core.errors import BadInput, CleanbillError, Finding, near_miss
from cleanbill.core.tables import Column

YEAR = r"([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])"  # there is no year 0
ISO_DATE = YEAR + r"-[0-9]{2}-[0-9]{2}"
SLASHED_DATE = r"[0-9]{1,4}[/.][0-9]{1,2}[/.][0-9]{1,4}"
WHOLE = r"[+-]?[0-9]+"
DECIMAL = r"[+-]?[$]?[0-9][0-9,]*[.][0-9]*"

INTEGERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}
FRACTIONS = {"FLOAT", "DOUBLE", "DECIMAL"}
MOMENTS = {"TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"}


@dataclass(frozen=True, slots=True)
class Fault:
    """A condition that is true of a row with the fault, and what to say of it."""

    when: str
    problem: str
    remedy: str
    allowed: tuple[str, ...] = ()  # the words of a closed list, for near misses


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """A column as SQL: as the file has it, in the schema's type, and its faults in order."""

    name: str
    given: str
    typed: str
    faults: tuple[Fault, ...]

    @property
    def code(self) -> str:
        """SQL: the place of the row's fault among `faults`, or NULL where it has none."""
        cases = " ".join(f"WHEN {fault.when} THEN {place}" for place, fault in enumerate(self.faults))
        return f"CASE {cases} END" if cases else "NULL::INTEGER"


def column_read(name: str, spec: Column, raw: str, stored: str) -> ColumnRead | None:
    """How to read `raw` (SQL), stored as the DuckDB type `stored`, as the column `spec`.

    None where that type can never hold the column's values.
    """
    wanted = spec.dtype
    given, typed = _typed(wanted, raw, stored.split("(", maxsplit=1)[0])
    if typed is None:
        return None
    faults = [] if spec.nullable else [Fault(f"{given} IS NULL", "is empty", _fill_in(name))]
    faults += _unreadable(name, wanted, given, typed, stored)
    faults += [] if spec.least is None else [_too_small(typed, spec.least)]
    faults += [_not_listed(typed, [str(word) for word in listed]) for listed in spec.words]
    return ColumnRead(name, given, typed, tuple(faults))


def words(wanted: Any) -> str:
    """What a type is called in findings."""
    if wanted.is_date():
        return "a date"
    return "text" if wanted.is_string() else "a number"


def _typed(wanted: Any, raw: str, stored: str) -> tuple[str, str | None]:
    """The given value without its blanks, and in the type that is wanted."""
    if stored in {"VARCHAR", "ENUM"}:
        return _from_text(wanted, raw if stored == "VARCHAR" else f"CAST({raw} AS VARCHAR)")
    if stored in {"FLOAT", "DOUBLE"}:
        raw = f"CASE WHEN NOT isnan({raw}) THEN {raw} END"
    return raw, _from_type(wanted, raw, stored)


def _from_text(wanted: Any, raw: str) -> tuple[str, str | None]:
    if wanted.is_string():
        return f"NULLIF({raw}, '')", f"NULLIF({raw}, '')"
    given = f"NULLIF(trim({raw}), '')"
    if wanted.is_date():
        typed = f"CASE WHEN regexp_full_match({given}, '{ISO_DATE}') THEN TRY_CAST({given} AS DATE) END"
        return given, typed
    if wanted.is_integer():
        typed = f"CASE WHEN regexp_full_match({given}, '{WHOLE}') THEN TRY_CAST({given} AS {_sql(wanted)}) END"
        return given, typed
    return given, f"TRY_CAST({given} AS {_sql(wanted)})"


def _from_type(wanted: Any, raw: str, stored: str) -> str | None:
    if wanted.is_string():
        return f"CAST({raw} AS VARCHAR)" if stored in INTEGERS else None
    if wanted.is_date():
        if stored in MOMENTS:
            return f"CASE WHEN {raw} = date_trunc('day', {raw}) THEN CAST({raw} AS DATE) END"
        return raw if stored == "DATE" else None
    if wanted.is_boolean():
        return raw if stored == "BOOLEAN" else None
    if wanted.is_integer() and stored in FRACTIONS:
        return f"CASE WHEN {raw} = trunc({raw}) THEN TRY_CAST({raw} AS {_sql(wanted)}) END"
    return f"TRY_CAST({raw} AS {_sql(wanted)})" if stored in INTEGERS | FRACTIONS else None


def _sql(wanted: Any) -> str:
    names = {dt.int8: "TINYINT", dt.int16: "SMALLINT", dt.int32: "INTEGER", dt.int64: "BIGINT"}
    names |= {dt.float64: "DOUBLE", dt.boolean: "BOOLEAN"}
    if wanted.copy(nullable=True) not in names:
        raise CleanbillError(f"No reader is written for columns of type {wanted}.")
    return names[wanted.copy(nullable=True)]


def _unreadable(name: str, wanted: Any, given: str, typed: str, stored: str) -> Iterator[Fault]:
    lost = f"{given} IS NOT NULL AND {typed} IS NULL"
    text = stored.startswith(("VARCHAR", "ENUM"))
    if wanted.is_date():
        yield from _unreadable_date(given, lost, text)
    elif wanted.is_integer():
        yield from _unreadable_whole(name, given, lost, text)
    elif not wanted.is_string():
        yield Fault(lost, "is not a number", "Write a number without signs or spaces.")


def _unreadable_date(given: str, lost: str, text: bool) -> Iterator[Fault]:
    if not text:
        yield Fault(lost, "has a time of day", "Store the date alone.")
        return
    yield Fault(
        f"{lost} AND regexp_full_match({given}, '{SLASHED_DATE}')",
        "is a date in another format, which can be read two ways",
        "Write dates as YYYY-MM-DD, like 2024-03-09.",
    )
    yield Fault(lost, "is not a date", "Write dates as YYYY-MM-DD, like 2024-03-09; check that the day exists.")


def _unreadable_whole(name: str, given: str, lost: str, text: bool) -> Iterator[Fault]:
    fraction = f"regexp_full_match({given}, '{DECIMAL}')" if text else f"{given} <> trunc({given})"
    if name.endswith("_cents"):
        yield Fault(
            f"{lost} AND {fraction}",
            "has decimals, but amounts are whole cents",
            "Multiply dollars by 100: 12.50 dollars are 1250 cents.",
        )
    whole = f"regexp_full_match({given}, '{WHOLE}')" if text else f"{given} = trunc({given})"
    yield Fault(f"{lost} AND {whole}", "is too large a number", "Check the amount and its unit.")
    yield Fault(lost, "is not a whole number", "Write digits only, without decimals, signs or spaces.")


def _too_small(typed: str, least: int) -> Fault:
    if least == 0:
        return Fault(f"{typed} < 0", "is negative", "It must be 0 or more.")
    return Fault(f"{typed} < {least}", f"is below {least}", f"It must be {least} or more.")


def _not_listed(typed: str, allowed: Sequence[str]) -> Fault:
    listed = ", ".join("'" + word.replace("'", "''") + "'" for word in sorted(allowed))
    remedy = f"Use one of: {', '.join(allowed)}."
    return Fault(f"{typed} NOT IN ({listed})", "is not among the words that are known", remedy, tuple(allowed))


def _fill_in(name: str) -> str:
    return f"Every row needs a {name}."


# Finds where a source's rows are at fault: the first row and the count of each (column, fault), in one pass.


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
    row = con.raw_sql(f"SELECT {picks} FROM ({_coded(source)})").fetchone()
    triples = zip(row[::3], row[1::3], row[2::3], strict=True)
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
    key_words = " and ".join(key)
    remedy = f"One row only may have the same {key_words}; remove or merge the others."
    return [Finding(file, first, key[0], f"repeats the {key_words} of an earlier row", remedy, count)]


# What a reader is asked for, and the checks that every kind of file gets once it is loaded.


SOURCE_ROW = "source_row"  # a row's place in its file, counted from 1 without the header


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file, the columns to read from it, those it may lack, and the key."""

    path: Path
    specs: Mapping[str, Column]
    optional: Collection[str]
    key: tuple[str, ...]

    @property
    def file(self) -> str:
        """The name that findings call the file by."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class Loaded:
    """A view in DuckDB with the columns that the file has, typed, and `source_row`."""

    view: str
    present: Sequence[str]


def checked(con: Any, wanted: Wanted, loaded: Loaded, source: Source, *, counts: str, found: list[Finding]) -> Loaded:
    """`loaded`, or BadInput with `found` and what its rows add.

    `counts` is SQL that gives the number of rows and of rows with a fault.
    """
    rows, bad = con.raw_sql(counts).fetchone()
    findings = list(found)
    if not rows:
        remedy = "Export it again: a table needs at least one row."
        findings.append(Finding(wanted.file, None, None, "the file has a header but no rows", remedy))
    if bad:
        findings += value_findings(con, source)
    if wanted.key and set(wanted.key) <= {column.name for column in source.columns}:
        findings += repeated_key(con, loaded.view, wanted.key, wanted.file)
    if findings:
        raise BadInput(findings)
    return loaded


# A finding from the rows that a rule found at fault.


def faulty_rows(faulty: ir.Table, file: str, column: str | None, problem: str, remedy: str) -> list[Finding]:
    """One finding with the first row and the count of `faulty`, or none where it has no rows.

    The row is None where the table is not from `read_numbered`.
    """
    numbered = SOURCE_ROW in faulty.columns
    measures = {"count": faulty.count()} | ({"first": faulty[SOURCE_ROW].min()} if numbered else {})
    row = faulty.aggregate(**measures).to_pyarrow().to_pylist()[0]
    if not row["count"]:
        return []
    return [Finding(file, row.get("first"), column, problem, remedy, row["count"])]
