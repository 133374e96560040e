"""An earlier result: whose claims changed since, what of it stands, and what is taken back or corrected.

In: the tables of an earlier run, and the lines of this one. Families without a new, changed, missing or
waiting line keep what they had; only the others are settled anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.core.errors import BadInput, Finding
from cleanbill.core.tables import Table, ibis_schema
from cleanbill.payer.replay import SHARES
from cleanbill.payer.tables import Balance, ComparedClaim, Correction, SettledLine, UnsettledLine

TAKEN_BACK, CORRECTED = "taken back", "corrected"
SAME = ("claim_id", "line", "person_id", "service_date", "charge_cents")
READ: dict[str, type[Table]] = {
    "settled_line": SettledLine,
    "unsettled_line": UnsettledLine,
    "compared_claim": ComparedClaim,
    "balance": Balance,
}
MAY_LACK = ("adjustment", "priced_line")  # read as they are: they bear no person
REMEDY = "Name the folder that an earlier `cleanbill settle` wrote with --out."


@dataclass(frozen=True, slots=True)
class Earlier:
    """Tables of an earlier result by name, and the options that it was settled with."""

    tables: Mapping[str, ir.Table]
    options: Mapping[str, Any]


def read_earlier(con: Any, folder: Path) -> Earlier:
    """The result in `folder`. Raises BadInput where it is none, or of another version's columns."""
    needed = (*(f"{name}.parquet" for name in (*READ, "adjustment")), "summary.json")
    if lacks := [name for name in needed if not (folder / name).is_file()]:
        raise BadInput([Finding(folder.name, None, None, f"holds no {lacks[0]}", REMEDY)])
    options = json.loads((folder / "summary.json").read_text("utf-8")).get("options", {})
    held = [name for name in (*READ, *MAY_LACK) if (folder / f"{name}.parquet").is_file()]
    tables = {name: con.read_parquet(folder / f"{name}.parquet") for name in held}
    findings = [
        Finding(f"{name}.parquet", None, column, "the column is missing", REMEDY)
        for name, schema in READ.items()
        for column in ibis_schema(schema)
        if column not in tables[name].columns
    ]
    if findings:
        raise BadInput(findings)
    return Earlier(tables, options)


def changed_people(lines: ir.Table, members: ir.Table, earlier: Earlier) -> ir.Table:
    """person_id and family_id of everyone in a family with a line that came, went, changed, or waited for a price."""
    waits = earlier.tables["unsettled_line"]
    held = earlier.tables["settled_line"].select(*SAME).union(waits.select(*SAME)).distinct()
    now = lines.select(*SAME)
    parts = (now.anti_join(held, SAME), held.anti_join(now, SAME), waits.filter(waits.status == "pended"))
    people = parts[0].select("person_id").union(parts[1].select("person_id")).union(parts[2].select("person_id"))
    families = members.select("person_id", "family_id").distinct()
    mine = families.semi_join(people.distinct(), "person_id").select("family_id").distinct()
    return families.semi_join(mine, "family_id")


def standing(earlier: Earlier, changed: ir.Table) -> dict[str, ir.Table]:
    """The rows of each earlier table that are of no one in `changed`."""
    tables = earlier.tables
    kept = {
        name: tables[name].anti_join(changed, "person_id")
        for name in ("settled_line", "unsettled_line", "compared_claim")
    }
    kept["balance"] = tables["balance"].anti_join(changed, "family_id")
    lines = kept["settled_line"].select("claim_id").union(kept["unsettled_line"].select("claim_id")).distinct()
    return kept | {name: tables[name].semi_join(lines, "claim_id") for name in MAY_LACK if name in tables}


def corrected_since(before: ir.Table, now: ir.Table) -> ir.Table:
    """`correction`: lines of `before` that hold no more, and those of `now` that are new.

    Lines that both hold alike are not in it, so what was paid, less what is taken
    back, plus what is corrected, is what holds now.
    """
    parts = ((before, now, TAKEN_BACK), (now, before, CORRECTED))
    gone, new = (one.anti_join(other, SHARES).mutate(what=ibis.literal(what)) for one, other, what in parts)
    names = ibis_schema(Correction).names
    return gone.select(*names).union(new.select(*names))
