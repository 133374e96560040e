"""Who is who over all portfolios of a programme: resolved from sealed identity, kept as ids that tell nothing.

Written: registry/people.parquet, a row for each accepted account, and matches.parquet, why two accounts were
taken for one person's or not. Ids stay from round to round; a portfolio whose key was destroyed keeps those it had.
Where two known people turn out to be one, former-ids.json tells which id became which.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cleanbill.core.errors import CleanbillError, near_miss
from cleanbill.core.tables import Table, column, ibis_schema
from cleanbill.people.identity import Record, Resolved, resolve
from cleanbill.relief.person_keys import Owing
from cleanbill.relief.portfolios import PEOPLE, portfolio, portfolio_names, registry
from cleanbill.vault import KeyDestroyed, Keyring, read_sealed, write_private

MATCHES = "matches.parquet"
FORMER = "former-ids.json"
OPEN = ["source_row", "holder", "account_id", "ssn_hash", "county_fips"]
TOLD = ["record_id", "source_row", "holder", "account_id", "county_fips", "state"]
NAMED = [name for name in ibis_schema(Record) if name not in {"record_id", "ssn_hash"}]


class KnownPerson(Table):
    """Whose an accepted account is, over all portfolios."""

    __grain__ = "an accepted account of a portfolio"
    __key__ = ("portfolio_id", "source_row")

    portfolio_id: dt.String = column("public", "the portfolio")
    source_row: dt.Int64 = column("person", "the row of the seller's file")
    holder: dt.String = column("person", "who offers it")
    account_id: dt.String = column("person", "the holder's number for it")
    person_id: dt.String = column("person", "the person; tells nothing of who it is")
    household_id: dt.String = column("person", "the household; empty where no address is known", nullable=True)
    county_fips: dt.String = column("person", "county of residence, as the portfolio has it", nullable=True)
    state: dt.String = column("person", "state of residence, as the portfolio has it", nullable=True)


@dataclass(frozen=True, slots=True)
class Round:
    """One portfolio: its accounts, its people, and those of them that no portfolio taken in before it has."""

    portfolio_id: str
    accounts: int
    people: int
    new: int


@dataclass(frozen=True, slots=True)
class Everyone:
    """All portfolios. `people` over all is not the sum of the rounds; `merged` known people turned out to be others."""

    rounds: tuple[Round, ...]
    accounts: int
    people: int
    households: int
    matches: int
    merged: int


def resolve_people(con: Any, store: Path, ring: Keyring) -> Everyone:
    """Resolves all portfolios of `store` and writes down who is who. Raises CleanbillError where there is none."""
    names = portfolio_names(store)
    if not names:
        raise CleanbillError(f"There is no portfolio in {store}. `cleanbill relief intake` takes a seller's file in.")
    before = known_people(store)
    opened = {name: rows for name in names if (rows := _opened(con, store, name, ring)) is not None}
    found = _resolved(con, opened, before)
    here = pa.array(list(opened), pa.string())
    gone = [] if before is None else [before.filter(pc.invert(pc.is_in(before["portfolio_id"], here)))]
    none = ibis_schema(KnownPerson).to_pyarrow().empty_table()
    people = pa.concat_tables([none, *_rows(opened, found), *(_renamed(rows, found) for rows in gone)])
    people = people.sort_by([("portfolio_id", "ascending"), ("source_row", "ascending")])
    folder = registry(store)
    folder.mkdir(mode=0o700, exist_ok=True)
    _written(people, folder / PEOPLE)
    _written(found.matches, folder / MATCHES)
    former = former_ids(store)
    became = {old: found.merged.get(new, new) for old, new in former.items()} | dict(found.merged)
    write_private(folder / FORMER, (json.dumps(became, indent=1, sort_keys=True) + "\n").encode())
    return _everyone(store, people, found)


def known_people(store: Path) -> pa.Table | None:
    """`known_person` of all portfolios as it was last resolved; None where it never was."""
    path = registry(store) / PEOPLE
    return pq.read_table(path) if path.exists() else None


def former_ids(store: Path) -> dict[str, str]:
    """The id that a person had once -> theirs now: what was said of a person holds when they turn out to be another."""
    path = registry(store) / FORMER
    return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {}


def owing(store: Path, bought: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], Owing] | None:
    """(holder, account) of `bought` -> who owes it and where; None where people were not resolved.

    `bought` has the portfolio of each: another may have the same number, for a correction or for somebody else.
    """
    known = known_people(store)
    if known is None:
        return None
    rows = known.filter(pc.is_in(known["portfolio_id"], pa.array(sorted(set(bought.values())), pa.string())))
    return {
        key: Owing(row["person_id"], row["county_fips"], row["state"], "")
        for row in rows.to_pylist()
        if bought.get(key := (row["holder"], row["account_id"])) == row["portfolio_id"]
    }


def _opened(con: Any, store: Path, name: str, ring: Keyring) -> pa.Table | None:
    """The accepted rows of a portfolio with who owes them; None where its key was destroyed."""
    try:
        key = ring.key(name)
    except KeyDestroyed:
        return None
    folder = portfolio(store, name).folder
    accepted = pq.read_table(folder / "accepted.parquet", columns=OPEN)
    who = read_sealed(folder / "identity.parquet", key, ["source_row", *NAMED])
    rows = accepted.join(who, "source_row", join_type="inner").sort_by("source_row")
    return rows.append_column("record_id", pc.binary_join_element_wise(name, rows["source_row"].cast("string"), "/"))


def _resolved(con: Any, opened: dict[str, pa.Table], before: pa.Table | None) -> Resolved:
    shape = ibis_schema(Record).to_pyarrow()
    ours = (rows.select(shape.names).cast(shape) for rows in opened.values())
    records = pa.concat_tables([shape.empty_table(), *ours])
    known = None
    if before is not None:
        ids = pc.binary_join_element_wise(before["portfolio_id"], before["source_row"].cast("string"), "/")
        known = before.append_column("record_id", ids).select(["record_id", "person_id", "household_id"])
        known = known.filter(pc.is_in(known["record_id"], records["record_id"]))
    table: ir.Table = con.create_table("cleanbill_records", records, temp=True)
    try:
        return resolve(con, table, known=known)
    finally:
        con.drop_table("cleanbill_records")


def _rows(opened: dict[str, pa.Table], found: Resolved) -> list[pa.Table]:
    shape = ibis_schema(KnownPerson).to_pyarrow()
    parts = []
    for name, rows in opened.items():
        both = rows.select(TOLD).join(found.people, "record_id")
        named = both.append_column("portfolio_id", pa.array([name] * both.num_rows))
        parts.append(named.select(shape.names).cast(shape))
    return parts


def _renamed(rows: pa.Table, found: Resolved) -> pa.Table:
    """Rows of a destroyed portfolio, whose people may have turned out to be others."""
    ids = [found.merged.get(row, row) for row in rows["person_id"].to_pylist()]
    return rows.set_column(rows.schema.get_field_index("person_id"), "person_id", pa.array(ids, pa.string()))


def _written(table: pa.Table, path: Path) -> None:
    unfinished = path.with_name(f".{path.name}.unfinished")
    pq.write_table(table, unfinished, compression="zstd")
    unfinished.chmod(0o600)
    unfinished.replace(path)


def _everyone(store: Path, people: pa.Table, found: Resolved) -> Everyone:
    names = sorted(
        set(people["portfolio_id"].to_pylist()), key=lambda person: (portfolio(store, person).taken_in_on, person)
    )
    seen: set[str] = set()
    rounds = []
    for name in names:
        ids = people.filter(pc.equal(people["portfolio_id"], name))["person_id"].to_pylist()
        rounds.append(Round(name, len(ids), len(set(ids)), len(set(ids) - seen)))
        seen |= set(ids)
    households = pc.count_distinct(people["household_id"], mode="only_valid").as_py()
    return Everyone(tuple(rounds), people.num_rows, len(seen), households, found.matches.num_rows, len(found.merged))


# The ids that a person has and had: what is said of a person must hold under each of them.
#
# Letters bear the id that was their person's when they were made; the registry has the one of now.


LIKE = 6  # signs at one end of an id that a misspelt one shares with it: to compare with all would take long


def ids_of(store: Path, person: str, lettered: Collection[str] = ()) -> list[str]:
    """The id of `person` now, then every id they had; `lettered` are people whom letters name.

    Raises CleanbillError where nobody has or had that id. It does not repeat what was typed, which may be a name.
    """
    known, former = known_people(store), former_ids(store)
    people = set(lettered) if known is None else {*known["person_id"].to_pylist(), *lettered}
    now = former.get(person, person)
    if now not in people and person not in former:
        raise _nobody(person, people | former.keys(), resolved=known is not None)
    return [now, *sorted(old for old, new in former.items() if new == now)]


def _nobody(person: str, people: Collection[str], *, resolved: bool) -> CleanbillError:
    alike = [one for one in people if one[:LIKE] == person[:LIKE] or one[-LIKE:] == person[-LIKE:]]
    near = near_miss(person, sorted(alike))
    meant = f" Was {near} meant?" if near else ""
    where = "held-*.csv and registry/people.parquet have the ids." if resolved else "Run `cleanbill relief people`."
    return CleanbillError(f"Nobody has this id, so that nothing would be held back.{meant} {where}")
