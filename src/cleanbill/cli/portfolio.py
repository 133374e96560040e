"""The folder of the portfolio that a purchase is of, with its keys: where identity and letters lie sealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cleanbill import records
from cleanbill.cli.store_options import sealed_connection
from cleanbill.core.errors import CleanbillError
from cleanbill.records import Proposal, Purchase, Store
from cleanbill.relief import PEOPLE, former_ids, identified, portfolio, registry
from cleanbill.vault import Keyring


@dataclass(frozen=True, slots=True)
class Opened:
    """A portfolio's folder, its key, the workspace's key of hashes, where the people of all portfolios stand.

    `former_ids`: a person's id in an earlier round -> theirs now.
    """

    folder: Path
    people: Path
    former_ids: Mapping[str, str]
    key: bytes = field(repr=False)
    hash_key: bytes = field(repr=False)

    def abolished(self, store: Store, purchase_id: str) -> list[dict[str, Any]]:
        """The abolished accounts of a purchase with who owes them."""
        of = [one for one in records.accounts(store, purchase_id) if one.status == "abolished"]
        if not of:
            raise CleanbillError(f"Purchase {purchase_id} has abolished no account: there is nobody to write to.")
        with sealed_connection() as con:
            people = con.read_parquet(self.people).to_pyarrow() if self.people.is_file() else None
            return identified(con, self.folder, [(one.holder, one.account_id) for one in of], self.key, people)

    def letters(self, proposal: Proposal) -> Path:
        """Where the letters of a proposed mailing lie: a file named by what was proposed."""
        return self.folder / f"letters-{proposal.contents_sha256[:32]}.parquet"


def portfolio_of(store: Path, purchase: Purchase) -> Opened:
    """The portfolio of a purchase; CleanbillError where it was not taken in, or its key was destroyed."""
    ring, held = Keyring(store / "keys"), portfolio(store, purchase.portfolio_id)
    people = registry(store) / PEOPLE
    return Opened(held.folder, people, former_ids(store), ring.key(held.portfolio_id), ring.hashing_key())
