"""Reads what funds there are, how each is bound and what it may spend on debts in all, from a YAML file.

funds:
  - id: boone-drive
    name: Boone County drive
    dollars: "1,600.00"
    ladder:
      - {level: county, codes: ["29019"]}
      - {level: state, codes: [MO], since: 2026-12-01}
    spend_by: 2027-06-30
    purpose: {creditors: [Grace Hospital], kinds: [judgment, lien]}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from cleanbill.core.errors import BadInput, CleanbillError, Finding, near_miss
from cleanbill.core.money import cents
from cleanbill.core.tables import columns, read_mapping
from cleanbill.debt import Account
from cleanbill.engine import read_table
from cleanbill.fund import Area, Fund, Purpose, Restriction, Rung, Terms
from cleanbill.relief.round.plan import plainly

# Reads a file of accounts on offer, CSV or Parquet: what a seller need not say is not known, or taken to hold.


NEEDED = ("holder", "account_id", "patient_id", "current_balance_cents", "date_of_service")
# Of whole numbers that may not be empty, what is taken to hold where a file lacks them.
TAKEN: dict[str, Any] = {
    "orig_account": lambda t: t.account_id,
    "original_balance_cents": lambda t: t.current_balance_cents,
    "interest_fees_cents": 0,
    "age_days": 0,
}


def read_accounts(con: Any, path: Path) -> ir.Table:
    """The `account` table in a file that need only have the columns of NEEDED. Raises BadInput with every fault."""
    optional = {name: TAKEN.get(name) for name in columns(Account) if name not in NEEDED}
    return read_table(con, path, Account, optional=optional)


KEYS = ("id", "name", "dollars", "ladder", "purpose", "not_before", "spend_by")
OF_PURPOSE = ("creditors", "kinds")
OF_RUNG = ("level", "codes", "since")


def read_funds(path: Path) -> list[Terms]:
    """The funds of a file, in its order. Raises BadInput with every fault."""
    return funds_of(_rows(path), path.name)


def funds_of(rows: Sequence[Any], file: str) -> list[Terms]:
    """Funds as the mappings that a file lists, in their order. Raises BadInput with every fault, as of `file`."""
    findings: list[Finding] = []
    funds = [one for number, row in enumerate(rows, 1) if (one := _terms(file, number, row, findings)) is not None]
    names = [fund.fund.fund_id for fund in funds]
    findings += [
        Finding(file, number, "id", "stands twice", "Give each fund an id of its own.")
        for number, name in enumerate(names, 1)
        if name in names[: number - 1]
    ]
    if findings:
        raise BadInput(findings)
    return funds


def _rows(path: Path) -> list[Any]:
    rows = read_mapping(path, "Write funds: [{id: drive, dollars: 1600}].").get("funds")
    if not isinstance(rows, list) or not rows:
        raise CleanbillError(f"{path} lists no funds. Write funds: [{{id: drive, dollars: 1600}}].")
    return rows


def _terms(file: str, number: int, row: Any, findings: list[Finding]) -> Terms | None:
    if not isinstance(row, Mapping) or not row.get("id"):
        findings.append(Finding(file, number, "id", "is missing", "Give the fund a name of its own."))
        return None
    findings += [Finding(file, number, str(key), *_unknown(str(key))) for key in row.keys() - set(KEYS)]
    try:
        bound = _restriction(row)
        amount = cents(row.get("dollars", ""))
        if amount < 0:
            raise CleanbillError("A fund has nothing or more.")
    except (CleanbillError, TypeError, AttributeError) as wrong:
        remedy = "See the example in docs/relief.md." if not isinstance(wrong, CleanbillError) else str(wrong)
        findings.append(Finding(file, number, None, f"the fund {row['id']} cannot be read", remedy))
        return None
    return Terms(Fund(str(row["id"]), str(row.get("name", row["id"])), bound), amount)


def _unknown(key: str) -> tuple[str, str]:
    """What is wrong with a key that is none, and what to do."""
    meant = near_miss(key, list(KEYS))
    return "is not known", f"Did you mean {meant}?" if meant else f"Known are {', '.join(KEYS)}."


def _restriction(row: Mapping[str, Any]) -> Restriction:
    rungs = []
    for rung in row.get("ladder", ()):
        unknown = rung.keys() - set(OF_RUNG)
        if unknown:
            raise CleanbillError(f"A rung has {', '.join(OF_RUNG)}, not {', '.join(sorted(unknown))}.")
        rungs.append(Rung(Area(rung.get("level"), frozenset(map(str, rung.get("codes", ())))), _day(rung.get("since"))))
    return Restriction(
        tuple(rungs), _day(row.get("not_before")), _day(row.get("spend_by")), _purpose(row.get("purpose") or {})
    )


def _purpose(content: Any) -> Purpose:
    if not isinstance(content, Mapping) or content.keys() - set(OF_PURPOSE):
        raise CleanbillError(f"A purpose has {' and '.join(OF_PURPOSE)}, each a list. See docs/relief.md.")
    listed = {name: content.get(name) or [] for name in OF_PURPOSE}
    if not all(isinstance(each, list) and all(isinstance(one, str) for one in each) for each in listed.values()):
        raise CleanbillError("Write a purpose's creditors and kinds as lists, [Grace Hospital].")
    return Purpose(plainly(listed["creditors"]), frozenset(listed["kinds"]))


def _day(value: Any) -> date | None:
    if value is None or type(value) is date:
        return value
    raise CleanbillError(f"{value!r} is no day. Write it like 2026-12-01.")
