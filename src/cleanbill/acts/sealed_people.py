"""Who owes what was bought: the identity, letters and new addresses that lie sealed in a portfolio's folder.

They are opened in memory alone, under the portfolio's key. Nothing here is told to anyone who need not know it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cleanbill.acts.office import Office
from cleanbill.core.errors import CleanbillError
from cleanbill.engine import sealed_connection
from cleanbill.records import Proposal
from cleanbill.relief import PEOPLE, former_ids, identified, portfolio, registry
from cleanbill.vault import read_bundle, write_bundle

ADDRESSES, CONTENT = "addresses.parquet", "addresses.json"


@dataclass(frozen=True, slots=True)
class SealedPeople:
    """A portfolio's folder, its key, the programme's key of hashes, where the people of all portfolios stand.

    `former_ids`: a person's id in an earlier round -> theirs now.
    """

    folder: Path
    people: Path
    former_ids: Mapping[str, str]
    key: bytes = field(repr=False)
    hash_key: bytes = field(repr=False)

    def abolished(self, office: Office, purchase_id: str) -> list[dict[str, Any]]:
        """The abolished accounts of a purchase with who owes them; CleanbillError where it has abolished none."""
        accounts = [account for account in office.store.accounts(purchase_id) if account.status == "abolished"]
        if not accounts:
            raise CleanbillError(f"Purchase {purchase_id} has abolished no account: there is nobody to write to.")
        with sealed_connection() as con:
            people = con.read_parquet(self.people).to_pyarrow() if self.people.is_file() else None
            return identified(
                con, self.folder, [(account.holder, account.account_id) for account in accounts], self.key, people
            )

    def letters(self, proposal: Proposal) -> Path:
        """Where the letters of a proposed mailing lie: a file named by what was proposed."""
        return self.letters_named(proposal.contents_sha256)

    def letters_named(self, contents_sha256: str) -> Path:
        """Where letters lie, by the hash of what is proposed."""
        return self.folder / f"letters-{contents_sha256[:32]}.parquet"

    def addresses(self) -> list[dict[str, Any]]:
        """New addresses of people whose letters came back: each with person_key, address (its lines) and state."""
        path = self.folder / ADDRESSES
        if not path.is_file():
            return []
        ((_, content),) = read_bundle(path, self.key)
        known: list[dict[str, Any]] = json.loads(content)
        return known

    def add_addresses(self, new: Iterable[dict[str, Any]]) -> None:
        """Adds to them; the same again adds nothing."""
        known = self.addresses()
        known += [address for address in new if address not in known]
        write_bundle([(CONTENT, json.dumps(known).encode())], self.folder / ADDRESSES, self.key)

    def ids_of(self, people: Iterable[str]) -> dict[str, list[str]]:
        """Each id with all that its person had: a letter bears the id that was theirs when it was made."""
        earlier: dict[str, list[str]] = {}
        for old, new in sorted(self.former_ids.items()):
            earlier.setdefault(new, []).append(old)
        now = {person: self.former_ids.get(person, person) for person in people}
        return {person: [now[person], *earlier.get(now[person], [])] for person in now}


def sealed_people(office: Office, portfolio_id: str) -> SealedPeople:
    """The people of a portfolio; CleanbillError where it was not taken in, or its key was destroyed."""
    taken_in, people = portfolio(office.folder, portfolio_id), registry(office.folder) / PEOPLE
    key = office.keys.key(taken_in.portfolio_id)
    return SealedPeople(taken_in.folder, people, former_ids(office.folder), key, office.keys.hashing_key())
