"""Contracts from Python: what single payer frees for an employer and its workers, and who would pay more.

In: a contract, YAML (docs/contract.md). Out: its years line by line, and the answer in sentences. The command
`contract` calls `free_contract` and shows what it returns.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import half_up, usd
from cleanbill.financing.contract import (
    COLUMNS,
    Freed,
    FreedYear,
    PaysMore,
    Side,
    cell_rows,
    contract_summary,
    freed,
    notes,
    pays_more,
    read_contract,
)


@dataclass(frozen=True, slots=True)
class ContractResult:
    """What a contract frees: every line of every year in `freed`, and the same said."""

    freed: Freed

    @property
    def summary(self) -> Mapping[str, Any]:
        """All of it as plain values."""
        return contract_summary(self.freed)

    @property
    def says(self) -> str:
        """The answer in a few sentences, a line each."""
        return _headline(self.freed)

    @property
    def pay_more(self) -> Sequence[str]:
        """Everyone who pays more, a line each with their years; nobody, where nobody does."""
        found: dict[tuple[str, str, str], list[PaysMore]] = {}
        for row in pays_more(self.freed):
            found.setdefault((row.who, row.unit, row.tier), []).append(row)
        return [f"Pays more: {_pays_more(years)}" for years in found.values()]

    @property
    def notes(self) -> Sequence[str]:
        """What it stands on and cannot know, in the order of their weight."""
        return notes(self.freed.contract)

    def write_csv(self, path: Path) -> None:
        """Writes every line of every year. Raises CleanbillError where the file cannot be written."""
        try:
            with path.open("w", encoding="utf-8", newline="") as out:
                writer = csv.DictWriter(out, COLUMNS)
                writer.writeheader()
                writer.writerows(cell_rows(self.freed))
        except OSError as error:
            raise CleanbillError(
                f"--csv {path} cannot be written: {error.strerror}. Name a file in a folder of yours."
            ) from None


def free_contract(file: Path, *, bill: str | None = None) -> ContractResult:
    """What a contract is freed of under the bill that its file names, or under `bill`, which ships or is a file.

    Raises BadInput with every fault of the contract.
    """
    return ContractResult(freed(read_contract(file, bill=bill)))


def break_even_words(year: FreedYear) -> str:
    """What the columns of wages and of the employer are, and the employer's break-even."""
    columns = (
        "more above: the wage above which that worker pays more than today. employer: what it is freed of for one "
        "such person, with their part of payroll taxes by wages."
    )
    if year.break_even_payroll_cents is None:
        return columns
    mean = usd(half_up(year.break_even_payroll_cents, year.headcount))
    return (
        f"{columns}\nThe employer as a whole pays more where the payroll of these workers is above "
        f"{usd(year.break_even_payroll_cents)} (a mean wage of {mean}) and all else is as it is."
    )


def percent_words(part_bp: int) -> str:
    """Basis points as percent: "12 %", "12.34 %"."""
    return f"{part_bp // 100} %" if part_bp % 100 == 0 else f"{part_bp / 100:.2f} %"


def _headline(result: Freed) -> str:
    contract, year = result.contract, result.in_all
    span = contract.labels[0] if len(contract.labels) == 1 else f"{contract.labels[0]} to {contract.labels[-1]}"
    changed = f" with {', '.join(contract.bill_changes)}" if contract.bill_changes else ""
    retired = sum(retiree.headcount for retiree in contract.retirees)
    lines = [
        f"{contract.name}, {span}, under {contract.bill.name}{changed}.",
        f"Employer{_outcome(year.employer)}{_relative(year, year.employer)}.",
        f"{_people(contract.workers, 'worker')}{_outcome(year.workers)}{_relative(year, year.workers)}.",
        f"{_people(retired, 'retiree')}{_outcome(year.retirees)}." if retired else "",
    ]
    return "\n".join(line for line in lines if line)


def _pays_more(years: Sequence[PaysMore]) -> str:
    first = years[0]
    if first.who == "people":
        amounts = ", ".join(f"{usd(year.each_cents)} in {year.year}" for year in years)
        at = f" at {usd(first.wage_cents)}" if first.wage_cents else ""
        return f"{first.unit}, {first.tier}{at}, {_people(first.count, 'person')}, each by {amounts}: {first.why}."
    who = "the employer" if first.who == "employer" else f"the employer for {first.unit}"
    return f"{who}, by {', '.join(f'{usd(year.cents)} in {year.year}' for year in years)}."


def _people(count: int, one: str) -> str:
    many = "people" if one == "person" else f"{one}s"
    return f"{count:,} {one if count == 1 else many}"


def _outcome(side: Side) -> str:
    return f": {usd(-side.total)} more to pay" if side.total < 0 else f": {usd(side.total)} freed"


def _relative(year: FreedYear, side: Side) -> str:
    share, an_hour = percent_words(year.of_payroll_bp(abs(side.total))), usd(year.an_hour(abs(side.total)))
    return f" ({share} of payroll, {an_hour} an hour)"
