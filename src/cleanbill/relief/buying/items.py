"""What a choice takes or leaves as one: an account, or all of a person's accounts, with what it is worth.

By aim: an account is worth its face or its harm; a person whose every account is bought is worth one ("freed");
of a person's accounts the cheapest is worth one, others nothing ("people"), and where they are of several classes
the cheapest of each, one of which counts.
Accounts that the same pots may pay for are of one class.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from cleanbill.fund import Owed, Place
from cleanbill.relief.buying.offer import Aim, Offered, Pot

Payers = frozenset[int]  # places of pots


@dataclass(frozen=True, slots=True)
class Item:
    """Accounts bought together; each by one pot, perhaps not all by the same."""

    accounts: tuple[Offered, ...]
    price_cents: int
    worth: int
    parts: tuple[tuple[Payers, tuple[Offered, ...]], ...]  # accounts by the pots that may pay for them
    group: str = ""  # of items of one group, one is taken

    @property
    def key(self) -> tuple[str, str]:
        """Of its first account: what ties are broken by."""
        return self.accounts[0].key


def item(accounts: Sequence[Offered], worth: int, payers: dict[tuple[str, str], Payers], group: str = "") -> Item:
    """The item of these accounts, in order of key."""
    parts: dict[Payers, list[Offered]] = defaultdict(list)
    for one in accounts:
        parts[payers[one.key]].append(one)
    told = tuple((able, tuple(parts[able])) for able in sorted(parts, key=sorted))
    return Item(tuple(accounts), sum(one.price_cents for one in accounts), worth, told, group)


def payers_of(offers: Sequence[Offered], pots: Sequence[Pot], on: date) -> dict[tuple[str, str], Payers]:
    """The pots that may pay for each account, by key; debts alike are asked once."""
    known: dict[tuple[Place, Owed], Payers] = {}
    found = {}
    for one in offers:
        alike = (one.place, one.owed)
        if alike not in known:
            known[alike] = frozenset(n for n, pot in enumerate(pots) if pot.may_buy(one, on))
        found[one.key] = known[alike]
    return found


def items(
    offers: Sequence[Offered], aim: Aim, payers: dict[tuple[str, str], Payers], wholes: Collection[str]
) -> list[Item]:
    """Items of the offers that are sold account by account and that some pot may pay for, in order of key.

    A person is freed only if nothing of theirs is in a portfolio sold whole, or out of every pot's reach.
    """
    single = sorted((one for one in offers if one.portfolio not in wholes), key=lambda one: one.key)
    if aim == "freed":
        return _freed(single, payers, {one.person for one in offers if one.portfolio in wholes and one.qualifies})
    if aim == "people":
        return _people(single, payers)
    worths = [one.face_cents if aim == "face" else one.harm for one in single]
    return [item((one,), worth, payers) for one, worth in zip(single, worths, strict=True) if payers[one.key]]


def _people(single: Sequence[Offered], payers: dict[tuple[str, str], Payers]) -> list[Item]:
    cheapest: dict[str, dict[Payers, Offered]] = defaultdict(dict)
    for one in sorted(single, key=lambda one: (one.price_cents, one.key)):
        if payers[one.key]:
            cheapest[one.person].setdefault(payers[one.key], one)
    chosen = {one.key for each in cheapest.values() for one in each.values()}
    made = []
    for one in single:
        if payers[one.key]:
            several = one.key in chosen and len(cheapest[one.person]) > 1
            made.append(item((one,), int(one.key in chosen), payers, one.person if several else ""))
    return made


def _freed(
    single: Sequence[Offered], payers: dict[tuple[str, str], Payers], out_of_reach: Collection[str]
) -> list[Item]:
    people: dict[str, list[Offered]] = defaultdict(list)
    for one in single:
        people[one.person].append(one)
    made = [
        item(owned, 1, payers)
        for person, owned in people.items()
        if person not in out_of_reach and all(payers[one.key] for one in owned)
    ]
    return sorted(made, key=lambda item: item.key)
