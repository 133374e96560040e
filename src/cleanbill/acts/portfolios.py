"""A seller's file: taken in under a key of its own, its people found, offered to buy, and looked at.

In: a file and its mapping. Out: a folder of the programme (`relief.intake`), and the offer on record. A file that
corrects an earlier one takes that off offer, on record, wherever the earlier one was offered.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cleanbill import records
from cleanbill.acts.office import Office, keyring, make_folder, open_office
from cleanbill.core.errors import CleanbillError
from cleanbill.engine import sealed_connection
from cleanbill.relief import Everyone, former_ids, portfolios, resolve_people
from cleanbill.relief.intake import Intake, load_mapping, propose, take_in
from cleanbill.relief.intake import Mapping as ColumnMapping
from cleanbill.relief.round import read_accounts
from cleanbill.vault import KeyDestroyed, Keyring


@dataclass(frozen=True, slots=True)
class SaleFile:
    """A seller's file, the portfolio it becomes, who offers it, and the portfolio that it corrects.

    `counties` is ZIP -> county, for rows where the seller gives none.
    """

    file: Path
    portfolio_id: str
    holder: str
    replaces: str | None = None
    counties: Mapping[str, str] | None = None


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


def propose_mapping(file: Path, to: Path) -> ColumnMapping:
    """Proposes which column of a seller's file is what, and writes it to a YAML file, to be corrected there."""
    with sealed_connection() as con:
        proposed = propose(con, file)
    proposed.save(to)
    return proposed


def take_in_file(
    folder: Path, sale: SaleFile, today: date, *, mapping: Path | None = None, by: records.By | None = None
) -> Intake:
    """Takes a seller's file into a programme's folder; without a `mapping` by the one that is proposed, if it is sure.

    `by` is who records that an earlier file is corrected: to be named where that was offered. Raises CleanbillError
    where somebody has to decide about a column, or the corrected portfolio is not on offer or another holder's.
    """
    with sealed_connection() as con:
        chosen = propose(con, sale.file) if mapping is None else load_mapping(mapping)
        if chosen.asked:
            asked = ", ".join(column.header for column in chosen.asked)
            raise CleanbillError(
                f"Decide first: {asked}. Write a mapping with --propose FILE, correct it, give it as --mapping."
            )
        _may_correct(folder, sale, by)
        taken = _taken_in(con, folder, sale, chosen, today)
    if by is not None and sale.replaces is not None:
        with open_office(folder) as office:
            _record_correction(office, by, portfolios.portfolio(folder, sale.portfolio_id))
    return taken


def _may_correct(folder: Path, sale: SaleFile, by: records.By | None) -> None:
    if sale.replaces is None:
        return
    if (earlier := portfolios.on_offer(folder, sale.replaces)).holder != sale.holder:
        raise CleanbillError(
            f"{sale.replaces} is of {earlier.holder}, not of {sale.holder}. A file corrects one of the same holder."
        )
    if by is None and records.Store.begun(folder):
        with open_office(folder) as office:
            if any(offered.portfolio_id == sale.replaces for offered in office.store.portfolios()):
                raise CleanbillError(
                    f"{sale.replaces} was offered, and is no longer once its file is corrected. That goes on record: "
                    "name who acts with --as."
                )


def _record_correction(office: Office, by: records.By, newer: portfolios.Portfolio) -> None:
    """Puts on record that a portfolio corrects an earlier one; once is enough."""
    if newer.replaces is not None and newer.replaces not in office.store.corrections():
        office.store.correct_portfolio(
            by, newer.replaces, corrected_by=newer.portfolio_id, holder=newer.holder,
            sale_file_sha256=newer.sale_file_sha256,
        )  # fmt: skip


def _taken_in(con: Any, folder: Path, sale: SaleFile, mapping: ColumnMapping, today: date) -> Intake:
    """Under a key of the portfolio's own."""
    ring, name = keyring(folder), sale.portfolio_id
    into = folder / "portfolios" / name
    make_folder(folder)
    if ring.has(name):
        _clear_of_a_broken_run(ring, into)
    ring.make(name)
    into.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        return take_in(
            con, sale.file, mapping, into, portfolio_id=name, holder=sale.holder, key=ring.key(name),
            hash_key=ring.hashing_key(), today=today, counties=None if sale.counties is None else dict(sale.counties),
            replaces=sale.replaces,
        )  # fmt: skip
    finally:
        if not into.exists():
            ring.forget(name)


def _clear_of_a_broken_run(ring: Keyring, folder: Path) -> None:
    """Removes what a run that was killed left; its key has sealed nothing whole.

    Raises CleanbillError where there is a portfolio, or no trace of such a run: then its folder may lie elsewhere.
    """
    if folder.exists():
        raise CleanbillError(f"Portfolio {folder.name} was taken in already. Give this file a name of its own.")
    left = list(folder.parent.glob(f".{folder.name}-*"))
    if not left:
        raise CleanbillError(
            f"There is a key of portfolio {folder.name} and no folder of it. If the folder was moved, put it back; if "
            f"nothing was ever sealed, remove {folder.parent.parent / 'keys' / f'{folder.name}.key'} and try again."
        )
    for path in left:
        shutil.rmtree(path)
    ring.forget(folder.name)


def find_people(folder: Path) -> Everyone:
    """Resolves whose each account is over all portfolios of a programme's folder; ids stay from round to round."""
    with sealed_connection() as con:
        return resolve_people(con, folder, keyring(folder))


def offer_portfolio(
    office: Office, by: records.By, purchase_id: str, portfolio_id: str, seller_kind: str = "provider"
) -> records.Portfolio:
    """Records that a portfolio is offered as a purchase; `seller_kind` is provider, agency or buyer.

    Raises CleanbillError where a corrected file replaced it, or its data was destroyed.
    """
    taken_in = portfolios.on_offer(office.folder, portfolio_id)
    try:
        office.keys.key(portfolio_id)
    except KeyDestroyed:
        raise CleanbillError(
            f"The data of portfolio {portfolio_id} was destroyed. Take the seller's file in anew, under another name."
        ) from None
    accepted = taken_in.accepted
    offered = records.Portfolio(
        portfolio_id, taken_in.holder, seller_kind, taken_in.sale_file_sha256, accepted.rows, accepted.face_cents,
        taken_in.taken_in_on,
    )  # fmt: skip
    _record_correction(office, by, taken_in)
    office.store.offer(by, purchase_id, offered)
    return offered


@contextmanager
def on_offer(folder: Path, *, accounts: Path | None, names: Sequence[str]) -> Iterator[OnOffer]:
    """What is on offer: a file of `accounts`, or portfolios of the programme. CleanbillError unless one of the two."""
    if (accounts is None) == (not names):
        raise CleanbillError("Name what is on offer: --portfolio, as often as there are, or else --accounts FILE.")
    with sealed_connection() as con:
        if accounts is not None:
            rows = read_accounts(con, accounts)
            yield OnOffer(con, rows.mutate(portfolio_id=rows.holder), None, (accounts,), {})
            return
        rows = portfolios.read_portfolios(con, folder, names, keyring(folder))
        with open_office(folder, begin=True) as office:  # a file may be looked at before any staff is named
            bought = office.store.debts_bought()
        reads = tuple(portfolios.portfolio(folder, name).folder for name in names)
        yield OnOffer(con, rows, portfolios.seen_in(con, folder, names, bought), reads, former_ids(folder))
