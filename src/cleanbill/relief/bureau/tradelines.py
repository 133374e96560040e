"""Accounts of a purchase -> what a bureau is asked to delete, and why not the others.

In: rows of `relief.identified` (a dict an account), today. Out: a decision on each and a Tradeline for those to be
deleted. The Social Security number is not kept, so the bureau finds an account by its number, name and birth date.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cleanbill.relief.bureau.deletion import Decision, Reported, decide
from cleanbill.relief.bureau.metro2 import Tradeline, deletion_file, faults

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Deletions:
    """The deletion file's text and how many lines it has, and counts by reason of what is in it and what is not.

    `barred` counts the accounts deleted that a rule had kept off reports already; `unwritable` those that lack what
    a line needs, by column.
    """

    text: str = field(repr=False)
    lines: int
    deleted: dict[str, int]
    not_needed: dict[str, int]
    barred: dict[str, int]
    unwritable: dict[str, int]


def deletions_of(rows: Sequence[Row], furnisher: str, today: date) -> Deletions:
    """What to send. Each row is in the file, not needed by the rules of the day, or not writable, and counted once."""
    decided = [(row, decide(_reported(row), today)) for row in rows]
    wanted = [(_tradeline(row), decision) for row, decision in decided if decision.delete]
    lacking = Counter[str]()
    lines: list[tuple[Tradeline, Decision]] = []
    for line, decision in wanted:
        found = faults(line, furnisher, 1)
        if found and found[0].column != "furnisher":
            lacking[str(found[0].column)] += 1
        else:
            lines.append((line, decision))
    return Deletions(
        text=deletion_file((line for line, _ in lines), furnisher, today),
        lines=len(lines),
        deleted=_counted(decision.reason for _, decision in lines),
        not_needed=_counted(decision.reason for _, decision in decided if not decision.delete),
        barred=_counted(rule for _, decision in lines for rule in decision.barred_by),
        unwritable=_counted(lacking.elements()),
    )


def _counted(words: Any) -> dict[str, int]:
    return dict(sorted(Counter(words).items()))


def _reported(row: Row) -> Reported:
    return Reported(
        account_id=row["account_id"],
        initial_balance_cents=row["original_balance_cents"] or row["current_balance_cents"],
        first_delinquency=_late(row),
        date_of_service=row["date_of_service"],
        state=row["state"],
        bureau_reported=row["bureau_reported"],
    )


def _late(row: Row) -> date | None:
    """The date of first delinquency where the seller gave it; portfolios of before have no such column."""
    late: date | None = row.get("first_delinquency_date")
    return late


def _tradeline(row: Row) -> Tradeline:
    return Tradeline(
        account_number=row["account_id"],
        surname=row["last_name"] or "",
        first_name=row["first_name"] or "",
        address_1=row["address"] or "",
        city=row["city"] or "",
        state=row["state"] or "",
        zip=row["zip"] or "",
        original_creditor=row["orig_creditor"] or row["holder"],
        original_amount_cents=row["original_balance_cents"] or row["current_balance_cents"],
        date_opened=row["date_of_service"],
        first_delinquency=_late(row),
        birth_date=row["birth_date"],
        reported_by="agency" if row["placement_status"] == "agency" else "buyer",
    )
