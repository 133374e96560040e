"""Follows what is left to patients: bills, and the debts that holders offer.

Writes `bill` and `account`. The bills of the world `relief` are today's; the
single payer leaves none, by the same code.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from cleanbill.bills import Bill, bills, lots
from cleanbill.debt import Account, accounts
from cleanbill.engine import write_parquet
from cleanbill.people import families
from cleanbill.worlds.folders import BILL, SETTLED, WORLD, part_path, read_worlds, same_as
from cleanbill.worlds.settling import RELIEF, SINGLE_PAYER, TODAY
from cleanbill.worlds.source import Intake, Progress


def guarantors(con: Any, person: ir.Table, *, today: date, seed: int) -> ir.Table:
    """One row per person: birth date, county, family with its head, income, size and poverty share, and lots."""
    ids = con.to_pyarrow(person.select("person_id").order_by("person_id"))["person_id"].to_pylist()
    drawn = con.create_table("lots", lots(ids, seed=seed), temp=True)
    heads = drawn.select(head_id="person_id", head_pays_ppm="pays_ppm", head_applies_ppm="applies_ppm")
    known = person.select("person_id", "family_id", "birth_date", "county_fips")
    family = families(person, today)
    joined = known.inner_join(family, "family_id").inner_join(drawn, "person_id").inner_join(heads, "head_id")
    return con.create_table("guarantors", joined, temp=True)


def bill_worlds(con: Any, intake: Intake, payers: ir.Table, folder: Path, *, today: date, progress: Progress) -> None:
    """Writes the bills of every part in every world, and the accounts offered today."""
    parts = len(intake.claim_parts)
    for number in range(parts):
        members = payers.semi_join(intake.part.filter(intake.part.part == number), "person_id")
        mine = con.create_table("payers_of_part", members, temp=True, overwrite=True)
        for world in (TODAY, SINGLE_PAYER):
            settled = con.read_parquet(part_path(folder, SETTLED, world, number), hive_partitioning=True)
            out = part_path(folder, BILL, world, number)
            write_parquet(con, bills(settled, mine, today=today), out, schema=Bill, in_path=WORLD)
        same_as(part_path(folder, BILL, RELIEF, number), part_path(folder, BILL, TODAY, number))
        progress("bills", number + 1, parts)
    owed = read_worlds(con, folder, BILL, TODAY)
    write_parquet(con, accounts(owed, payers, today=today), folder / "account.parquet", schema=Account)
