"""A household from Python, before and after a single-payer bill.

In: members with dollars as a person writes them, a bill by name or file. Out: a `Result` of plain values; the
numbers of a household are kept nowhere. The command `finance household` calls `household` and nothing else.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

from cleanbill.core.errors import BadInput, CleanbillError, Finding, near_miss
from cleanbill.core.money import cents, usd
from cleanbill.core.tables import read_mapping
from cleanbill.door.result import InMemory, Result, View
from cleanbill.financing.households import Answer, choices, what_if, what_ifs
from cleanbill.financing.households import Member as MemberInCents
from cleanbill.financing.households import household as answer_of
from cleanbill.financing.taxes import Bill, bill_names, load_bill

__all__ = [
    "NOTHING",
    "Bill",
    "Member",
    "Settings",
    "as_csv",
    "as_json",
    "bill_names",
    "chosen_bill",
    "household",
    "part_of_wages",
    "what_ifs",
]

Dollars: TypeAlias = str | int | Decimal
Settings: TypeAlias = Mapping[str, Any]

NOTHING: Settings = {}
KEYS = tuple(field.name for field in fields(MemberInCents))
EXAMPLE = "Write {people: [{age: 40, wages: 6000000}]}, in whole cents."


@dataclass(frozen=True, slots=True)
class Member:
    """A person of a household. Amounts are dollars a year, "60000" or "1,600.50"; None: a published mean is taken."""

    age: int
    role: str = "head"  # head, spouse or dependent, of the tax return
    cover: str = "none"  # employer, hdhp, marketplace, medicare, masshealth ...
    unit: int = 0  # which tax return of the household
    wages: Dollars = 0  # before the employee's premium is taken off
    self_employment: Dollars = 0
    partnership: Dollars = 0
    interest: Dollars = 0
    dividends: Dollars = 0
    gains: Dollars = 0
    pensions: Dollars = 0
    social_security: Dollars = 0
    unemployment: Dollars = 0
    benefits: Dollars = 0
    employees: int | None = None  # of the employer; None where not known
    holds_policy: bool | None = None  # of an employer; None: the best earner of those on employers' cover
    employer_premium: Dollars | None = None  # of who holds a policy
    employee_premium: Dollars | None = None
    marketplace_premium: Dollars = 0  # after tax credits, of cover "marketplace"
    out_of_pocket: Dollars | None = None


NOT_MONEY = ("age", "role", "cover", "unit", "employees", "holds_policy")


def household(
    members: Sequence[Member] | str | Path,
    *,
    bill: str | Path | Bill = "ma-194",
    settings: Settings = NOTHING,
    year: int = 2026,
    what_if: str | None = None,
    incidence: float | None = None,
    rates: float = 1.0,
) -> Result:
    """The household before and after `bill`: its `line`s in cents a year, where a cost is positive.

    `members` may be a YAML file of people in whole cents. `what_if` befalls the first member (birth, accident,
    diabetes, lost_job, retirement, move). `incidence` is the part of employers' money that wages take, 0 to 1.
    Nothing is sent or kept. Raises BadInput with every fault of the members, CleanbillError.

    >>> mine = household([Member(age=40, cover="employer", wages="60000")], bill="ma-194")
    >>> mine.summary["income_cents"], mine.table("line").column_names
    (6000000, ['name', 'label', 'before_cents', 'after_cents'])
    """
    people = _from_file(Path(members)) if isinstance(members, str | Path) else _in_cents(members)
    if what_if is not None:
        people = _after(people, what_if, year)
    chosen = choices(None if incidence is None else round(part_of_wages(incidence) * 10_000), year=year)
    answer = answer_of(people, chosen_bill(bill, settings), year=year, chosen=chosen, rate_scale=rates)
    summary = json.loads(json.dumps(asdict(answer)))
    rows = {"line": summary["lines"], "by_incidence": summary["by_incidence"]}

    def files() -> dict[str, str]:
        return {
            "summary.json": as_json(summary),
            **{f"{name}.csv": as_csv(table_rows) for name, table_rows in rows.items()},
        }

    assumed = tuple(
        Finding("household", None, None, said.rstrip("."), "Give your own figure.") for said in summary["assumed"]
    )
    stored = InMemory(rows, "line", files, ("summary.json", *(f"{name}.csv" for name in rows)))
    return Result("household", _says(answer), summary, _before_and_after(answer), assumed, stored)


def chosen_bill(bill: str | Path | Bill, settings: Settings) -> Bill:
    """The bill that ships by this name, of this file, or itself. Raises BadInput with every fault."""
    return bill if isinstance(bill, Bill) else load_bill(bill, settings=settings)


def part_of_wages(incidence: float) -> float:
    """`incidence`, from 0 to 1. Raises CleanbillError for another number."""
    if not 0 <= incidence <= 1:
        raise CleanbillError(f"incidence {incidence} is not a part. Give a number from 0 to 1.")
    return incidence


def _after(people: tuple[MemberInCents, ...], event: str, year: int) -> tuple[MemberInCents, ...]:
    return what_if(people, event, year=year)


def _in_cents(members: Sequence[Member]) -> tuple[MemberInCents, ...]:
    """The members with amounts in cents. Raises BadInput with every amount that is none."""
    found: list[Finding] = []
    made = [_one_in_cents(member, number, found) for number, member in enumerate(members, 1)]
    if found:
        raise BadInput(found)
    return tuple(MemberInCents(**fields) for fields in made)


def _one_in_cents(member: Member, number: int, found: list[Finding]) -> dict[str, Any]:
    if not isinstance(member, Member):
        problem = f"is a {type(member).__name__}, not a Member"
        found.append(Finding("household", number, None, problem, "Write Member(age=40, wages=60000)."))
        return {}
    amounts = {field.name: getattr(member, field.name) for field in fields(member)}
    for name, amount in amounts.items():
        if name in NOT_MONEY or amount is None:
            continue
        try:
            amounts[name] = cents(amount)  # type: ignore[arg-type]
        except CleanbillError as wrong:
            found.append(Finding("household", number, name, "is not an amount", str(wrong)))
    return amounts


def _from_file(file: Path) -> tuple[MemberInCents, ...]:
    """People of a YAML file: {people: [{age: 40, wages: 6000000, cover: employer}]}, whole cents."""
    people = read_mapping(file, EXAMPLE).get("people")
    if not isinstance(people, list) or not all(isinstance(person, dict) for person in people):
        raise CleanbillError(f"{file} lists no people. {EXAMPLE}")
    wrong = [
        Finding(file.name, number, str(key), "is not known of a person", _known(str(key)))
        for number, person in enumerate(people, 1)
        for key in person
        if key not in KEYS
    ]
    wrong += [
        Finding(file.name, number, "age", "is missing", "Give whole years.")
        for number, person in enumerate(people, 1)
        if "age" not in person
    ]
    if wrong:
        raise BadInput(wrong)
    return tuple(MemberInCents(**person) for person in people)


def _known(key: str) -> str:
    meant = near_miss(key, KEYS)
    return f"Did you mean {meant}?" if meant else f"Known are {', '.join(KEYS)}."


def _says(answer: Answer) -> str:
    gain = usd(abs(answer.gain_cents), cents_shown=False)
    return f"Under {answer.bill} this household would pay {gain} {'less' if answer.gain_cents >= 0 else 'more'} a year."


def _before_and_after(answer: Answer) -> View:
    rows = [(line.label, usd(line.before_cents), usd(line.after_cents)) for line in answer.lines]
    whole = ("in all", usd(answer.before_cents), usd(answer.after_cents))
    return View(f"{answer.year}, dollars a year; a cost is positive", ("", "today", "after"), (*rows, whole))


def as_json(summary: Mapping[str, Any]) -> str:
    """A summary as `summary.json` holds it."""
    return json.dumps(summary, indent=1, ensure_ascii=False) + "\n"


def as_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows of plain values as CSV, under the names of the first."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
