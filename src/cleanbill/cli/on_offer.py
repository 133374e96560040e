"""What is on offer, as commands that only look are told it: a file of accounts, or portfolios of the programme."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from cleanbill import records
from cleanbill.cli.store_options import opened, sealed_connection
from cleanbill.core.errors import CleanbillError
from cleanbill.relief import former_ids, portfolio, read_portfolios, seen_in
from cleanbill.relief.round import read_accounts
from cleanbill.vault import Keyring

Accounts = Annotated[
    Path | None, typer.Option(help="Accounts on offer in a file, CSV or Parquet, in our columns.", metavar="FILE")
]
Portfolios = Annotated[
    list[str] | None,
    typer.Option("--portfolio", help="A portfolio on offer, as `relief intake` named it.", metavar="PORTFOLIO"),
]


@dataclass(frozen=True, slots=True)
class OnOffer:
    """A connection, the accounts on it, and those of them seen before; a file has a portfolio for each holder.

    `former_ids`: a person's id in an earlier round -> theirs now; the ids of a file are its own.
    """

    con: Any
    accounts: Any
    seen: Any
    reads: tuple[Path, ...]
    former_ids: Mapping[str, str]


@contextmanager
def on_offer(accounts: Path | None, portfolios: Sequence[str] | None, store: Path) -> Iterator[OnOffer]:
    """What was named. Raises CleanbillError unless it is either a file or portfolios."""
    if (accounts is None) == (not portfolios):
        raise CleanbillError("Name what is on offer: --portfolio, as often as there are, or else --accounts FILE.")
    with sealed_connection() as con:
        if accounts is not None:
            held = read_accounts(con, accounts)
            yield OnOffer(con, held.mutate(portfolio_id=held.holder), None, (accounts,), {})
            return
        names = list(portfolios or ())
        held = read_portfolios(con, store, names, Keyring(store / "keys"))
        with opened(store, begin=True) as book:  # a file may be looked at before any staff is named
            bought = records.debts_bought(book)
        reads = tuple(portfolio(store, name).folder for name in names)
        yield OnOffer(con, held, seen_in(con, store, names, bought), reads, former_ids(store))
