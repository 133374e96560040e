"""One 835 of a run: what the registry paid one payee, refused where its parts do not come to that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from cleanbill.core.errors import BrokenLaw
from cleanbill.core.money import usd
from cleanbill.payer.paying.remit_parties import PayerFile, payee
from cleanbill.payer.remit import ProviderAdjustment, remittance

Place: TypeAlias = tuple[str, str]  # fund_id, payee_id
Beside: TypeAlias = tuple[ProviderAdjustment, ...]


@dataclass(frozen=True, slots=True)
class OneRemittance:
    """A row of `remittance` with its numbers (`traces`), the payee's names, its rows for the writer, and its PLB."""

    told: Mapping[str, Any]
    names: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]]
    beside: Beside

    @property
    def says_something(self) -> bool:
        """Whether there is a claim or other money to tell of."""
        return bool(self.rows or self.beside)


@dataclass(frozen=True, slots=True)
class Written:
    """A row of the index: a file, and what it says."""

    file: str
    fund_id: str
    payee_id: str
    trace: str
    claims: int
    reversals: int
    paid_cents: int


def write_one(folder: Path, payer: PayerFile, one: OneRemittance) -> Written:
    """Writes the file into `folder`. BrokenLaw where claims less PLB are not the registry's `paid_cents`."""
    told, names = one.told, one.names
    cents = sum(row["plan_paid_cents"] for row in one.rows) - sum(found.cents for found in one.beside)
    if cents != told["paid_cents"]:
        raise BrokenLaw(
            f"The claims and adjustments of a payee come to {usd(cents)}, but the registry says "
            f"{usd(told['paid_cents'])}. The registry does not add up, so nothing was written."
        )
    who = payee(names, told["trace"], one.beside)
    run = payer.run(told["run_on"], told["control"], names["receiver"] or names["npi"])
    text = remittance(one.rows, {names["payee_id"]: who}, payer.payer, run)
    plain = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in names["payee_id"])
    file = f"{plain}-{told['trace']}.835"
    (folder / file).write_text(text, "utf-8")
    claims = {(row["claim_id"], row.get("claim_status")) for row in one.rows}
    back = sum(status is not None for _, status in claims)
    return Written(file, *_place(told), told["trace"], len(claims) - back, back, told["paid_cents"])


def _place(told: Mapping[str, Any]) -> Place:
    return told["fund_id"], told["payee_id"]
