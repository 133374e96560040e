"""Follows what is left to patients: bills, and the debts that holders offer.

Writes `bill` and `account`. The bills of the world `relief` are today's; the
single payer leaves none, by the same code.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from cleanbill.bills import Bill, bills, draws
from cleanbill.core.tables import Table, ibis_schema
from cleanbill.debt import Account, accounts
from cleanbill.engine import write_parquet
from cleanbill.fund import Fund, gift
from cleanbill.ledger import Ledger
from cleanbill.people import families
from cleanbill.relief import Decision, PostingRow, ProgrammeRules, Purchase, Relieved, qualify, relieve
from cleanbill.relief.round import offers_of
from cleanbill.relief.selection import Aim
from cleanbill.worlds.settle import RELIEF, SINGLE_PAYER, TODAY
from cleanbill.worlds.sources import BILL, SETTLED, WORLD, Intake, Progress, part_path, read_worlds, same_as


def guarantors(con: Any, person: ir.Table, *, today: date, seed: int) -> ir.Table:
    """One row per person: birth date, county, family with its head, income, size and poverty share, and lots."""
    ids = con.to_pyarrow(person.select("person_id").order_by("person_id"))["person_id"].to_pylist()
    drawn = con.create_table("lots", draws(ids, seed=seed), temp=True)
    heads = drawn.select(head_id="person_id", head_pays_ppm="pays_ppm", head_applies_ppm="applies_ppm")
    known = person.select("person_id", "family_id", "birth_date", "county_fips")
    family = families(person, today)
    people = known.inner_join(family, "family_id").inner_join(drawn, "person_id").inner_join(heads, "head_id")
    return con.create_table("guarantors", people, temp=True)


def bill_worlds(con: Any, intake: Intake, payers: ir.Table, folder: Path, *, today: date, progress: Progress) -> None:
    """Writes the bills of every part in every world, and the accounts offered today."""
    parts = len(intake.claim_parts)
    for number in range(parts):
        members = payers.semi_join(intake.part.filter(intake.part.part == number), "person_id")
        part_payers = con.create_table("payers_of_part", members, temp=True, overwrite=True)
        for world in (TODAY, SINGLE_PAYER):
            settled = con.read_parquet(part_path(folder, SETTLED, world, number), hive_partitioning=True)
            out = part_path(folder, BILL, world, number)
            write_parquet(con, bills(settled, part_payers, today=today), out, schema=Bill, in_path=WORLD)
        same_as(part_path(folder, BILL, RELIEF, number), part_path(folder, BILL, TODAY, number))
        progress("bills", number + 1, parts)
    owed = read_worlds(con, folder, BILL, TODAY)
    write_parquet(con, accounts(owed, payers, today=today), folder / "account.parquet", schema=Account)


# The world `relief`: a fund buys what it can of the offered debts and abolishes it.
#
# Writes `decision`, `purchase` and `posting`.


@dataclass(frozen=True, slots=True)
class Programme:
    """A round of relief: the rule by which accounts qualify, the price, the money and what to buy most of."""

    rule: ProgrammeRules
    price_bp: int
    fund: Fund
    given_cents: int
    aim: Aim


def relieve_debts(con: Any, folder: Path, programme: Programme, *, today: date) -> Relieved:
    """Decides on every account in `folder`, buys and abolishes; writes the three tables."""
    accounts = con.read_parquet(folder / "account.parquet")
    decisions = qualify(accounts, programme=programme.rule, price_bp=programme.price_bp, today=today)
    write_parquet(con, decisions, folder / "decision.parquet", schema=Decision)
    ledger = Ledger()
    if programme.given_cents:
        memo = "given to abolish medical debt"
        ledger = ledger.post(gift(programme.fund, "gift-1", today, programme.given_cents, memo))
    offers = offers_of(con, _alike(accounts), con.read_parquet(folder / "decision.parquet"))
    done = relieve(offers, programme.fund, ledger, aim=programme.aim, purchase_id="purchase-1", today=today)
    _write_rows(con, done.purchases, folder / "purchase.parquet", Purchase)
    _write_rows(con, tuple(done.ledger.rows()), folder / "posting.parquet", PostingRow)
    return done


def _alike(accounts: ir.Table) -> ir.Table:
    """Each holder's accounts as one portfolio, sold account by account."""
    return accounts.mutate(portfolio_id=accounts.holder)


def _write_rows(con: Any, rows: tuple[dict[str, Any], ...], path: Path, schema: type[Table]) -> None:
    table = pa.Table.from_pylist(list(rows), schema=ibis_schema(schema).to_pyarrow())
    write_parquet(con, ibis.memtable(table), path, schema=schema)
