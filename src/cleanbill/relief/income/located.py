"""The place that an account's income is estimated by: the smallest that is known, ZIP, county, state or nation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import ibis
import ibis.expr.types as ir

from cleanbill.relief.income.places import NATION, Place
from cleanbill.relief.zip_homes import homes_by_prefix

KINDS = ("zip", "county", "state")  # from the smallest
KEYS = {"zip": "zip5", "county": "county_fips", "state": "home"}


def located(accounts: ir.Table, incomes: Mapping[str, Place], today: date) -> ir.Table:
    """Accounts with `place`, `place_cents` (median) and `place_spread_bp`.

    A state that is not given is that of the ZIP's first three digits, where they are of one state. A ZIP is told by
    its first three digits: a decision holds no more of an address.
    """
    held = _with_home(accounts, today)
    found = []
    for kind in KINDS:
        rows = [
            {f"{kind}_key": name.split()[1], f"{kind}_cents": one.median_income_cents, f"{kind}_spread": one.spread_bp}
            for name, one in incomes.items()
            if name.startswith(f"{kind} ")
        ]
        if rows:
            types = {f"{kind}_key": "string", f"{kind}_cents": "int64", f"{kind}_spread": "int64"}
            small = ibis.memtable(rows, schema=types)
            held = held.left_join(small, held[KEYS[kind]] == small[f"{kind}_key"])
            found.append(kind)
    nation = incomes[NATION]
    told = held.mutate(
        place=ibis.cases(*((held[f"{kind}_key"].notnull(), _name(held, kind)) for kind in found), else_=NATION),
        place_cents=ibis.coalesce(*(held[f"{kind}_cents"] for kind in found), nation.median_income_cents),
        place_spread_bp=ibis.coalesce(*(held[f"{kind}_spread"] for kind in found), nation.spread_bp),
    )
    return told.drop("home", "zip5", *(f"{kind}_{part}" for kind in found for part in ("key", "cents", "spread")))


def _name(held: ir.Table, kind: str) -> ir.StringValue:
    key = held[f"{kind}_key"]
    return ibis.literal(f"{kind} ") + (key.substr(0, 3) if kind == "zip" else key)


def _with_home(accounts: ir.Table, today: date) -> ir.Table:
    """With `home`, the state, and `zip5`, the ZIP without its four further digits."""
    one_state = [
        {"prefix": f"{number:03d}", "prefix_state": home}
        for number, home in enumerate(homes_by_prefix(today))
        if home is not None and " " not in home
    ]
    prefixes = ibis.memtable(one_state, schema={"prefix": "string", "prefix_state": "string"})
    both = accounts.left_join(prefixes, accounts.zip.substr(0, 3) == prefixes.prefix)
    told = both.mutate(home=ibis.coalesce(both.state, both.prefix_state), zip5=both.zip.substr(0, 5))
    return told.drop("prefix", "prefix_state")
