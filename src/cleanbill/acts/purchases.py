"""A purchase, from a plan to what is owned and closed: bid for, decided by another, bought, or come to nothing.

In: the folder that `relief plan` wrote, sealed. Out: the schedule of the bid, that of the sale, and the bill of sale,
beside the records. The records hold the plan against the bid again (`records.on_offer`), and what one person
proposed they let another decide: a bid by the hash of its schedule, an abolition for good, letters before they go.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cleanbill import records
from cleanbill.acts.office import Office, file_sha256, write_text
from cleanbill.core.errors import CleanbillError
from cleanbill.engine import sealed_connection
from cleanbill.records import By, Chosen, Purchase
from cleanbill.relief import DEBTS, portfolios
from cleanbill.relief.round import Line, Planned, lines_of, read_planned, still_cleared

BEFORE_OWNED = ("offered", "analysed", "bid")
DECIDED = ("bid", "abolition", "mailing", "remailing")
BUYER = "the programme"  # who buys, on the bill of sale


@dataclass(frozen=True, slots=True)
class Bid:
    """A bid that is proposed: its accounts, and the file of its schedule by whose hash another approves it."""

    purchase_id: str
    accounts: tuple[Chosen, ...]
    schedule: Path
    sha256: str

    @property
    def by_fund(self) -> Mapping[str, tuple[Chosen, ...]]:
        """The accounts that each fund pays for, by name of fund."""
        funds: dict[str, list[Chosen]] = defaultdict(list)
        for account in self.accounts:
            funds[account.fund_id].append(account)
        return {name: tuple(funds[name]) for name in sorted(funds)}


@dataclass(frozen=True, slots=True)
class Bought:
    """A purchase that is owned, with the files of its schedule and of its bill of sale."""

    purchase: Purchase
    schedule: Path
    bill_of_sale: Path


@dataclass(frozen=True, slots=True)
class Decision:
    """A proposal that was decided: of which purchase, as it stands now, of which kind and number, and how."""

    purchase: Purchase
    kind: str
    number: int
    approved: bool

    @property
    def letters_may_go(self) -> bool:
        """Whether the letters, and the sponsor's words in them, may go to the printer now."""
        return self.approved and self.kind in ("mailing", "remailing")


def bid_for_plan(office: Office, by: By, purchase_id: str, plan: Path, schedule: Path | None = None) -> Bid:
    """Proposes to bid for what the plan in folder `plan` chose, screened again on the day of `by`.

    The bid's schedule is written to `schedule`, beside the records where none is named. Raises CleanbillError where
    the plan was changed, was made under other terms than those in force, or names what may no longer be bought.
    """
    planned = read_planned(plan, office.keys.hashing_key())
    portfolio_id = office.store.purchase(purchase_id).portfolio_id
    accounts = _chosen(office, portfolio_id, planned, by.on)
    records.made_under(planned, office.store.binding({account.fund_id for account in accounts}, by.on))
    qualified, face_cents = planned.qualified[portfolio_id]
    office.store.analyse(
        by, purchase_id, programme=planned.programme, qualified=qualified,
        qualified_face_cents=face_cents,
    )  # fmt: skip
    path = _not_anothers(schedule or bid_schedule(office.folder, purchase_id))
    office.store.propose_bid(by, purchase_id, accounts, planned)
    _is_open(office, purchase_id)
    write_text(path, office.store.bid_csv(purchase_id))
    return Bid(purchase_id, tuple(accounts), path, file_sha256(path))


def bid_schedule(folder: Path, purchase_id: str) -> Path:
    """Where a bid's schedule is written, unless another place is named."""
    return folder / f"{purchase_id}-bid.csv"


def _chosen(office: Office, portfolio_id: str, planned: Planned, on: date) -> list[Chosen]:
    folder = office.folder
    with sealed_connection() as con:
        accounts = portfolios.read_portfolios(con, folder, [portfolio_id], office.keys)
        debts = con.read_parquet(portfolios.portfolio(folder, portfolio_id).folder / DEBTS)
        lines = lines_of(con, accounts, debts, planned.plan, portfolio_id, price_bp=planned.price_bp)
        seen = portfolios.seen_in(con, folder, [portfolio_id], office.store.debts_bought())
        still_cleared(con, accounts, lines, seen=seen, override_screens=planned.override_screens, today=on)
    return [Chosen(**{name: getattr(line, name) for name in Line.__dataclass_fields__}) for line in lines]


def _not_anothers(schedule: Path) -> Path:
    """The path. Raises CleanbillError where another file than a schedule lies there, as the seller's might."""
    if schedule.exists() and not schedule.read_bytes().startswith(records.BID_HEAD):
        raise CleanbillError(f"{schedule} is no schedule of a bid, and would be lost. Name another place with --out.")
    return schedule


def _is_open(office: Office, purchase_id: str) -> None:
    """Raises CleanbillError where no bid waits: the step was taken before, and a repeat changes nothing."""
    bids = (proposal for proposal in office.store.proposals(purchase_id) if proposal.kind == "bid")
    if all(bid.decision for bid in bids):
        state = office.store.purchase(purchase_id).state
        raise CleanbillError(
            f"Nothing is proposed: {purchase_id} stands at {state}. `cleanbill relief status` tells its next step."
        )


def still_offered(office: Office, purchase_id: str) -> None:
    """Raises CleanbillError where the seller corrected the file of a purchase that is not yet made.

    The records know it too, once the correction is on record; the folder knows it from the moment it is taken in.
    """
    purchase = office.store.purchase(purchase_id)
    if purchase.state in BEFORE_OWNED:  # what was bought stays bought, and its step may be repeated
        portfolios.on_offer(office.folder, purchase.portfolio_id)


def approve_proposal(office: Office, by: By, purchase_id: str, kind: str, looked_at: str = "") -> Decision:
    """Approves the open proposal of a kind; `looked_at` is the hash of what was looked at, which a bid needs.

    Raises CleanbillError where there is none, where `by` proposed it, where it is another than was looked at, or
    where the seller corrected the file that is bid on.
    """
    if kind not in DECIDED:
        raise CleanbillError(f"{kind} is nothing to approve. Approve one of {', '.join(DECIDED)}.")
    sha256 = (looked_at.split() or [""])[0].lower()  # `sha256sum` tells the file after the hash
    if kind == "bid":
        _by_its_schedule(office, purchase_id, sha256)
        still_offered(office, purchase_id)
    number = _last(office, purchase_id, kind)
    _approve(office, by, purchase_id, kind, sha256, number=number)
    return Decision(office.store.purchase(purchase_id), kind, number, approved=True)


def _by_its_schedule(office: Office, purchase_id: str, sha256: str) -> None:
    if not sha256:
        schedule = bid_schedule(office.folder, purchase_id)
        raise CleanbillError(
            f"Approve a bid by the schedule you looked at: `relief bid` wrote it, {schedule} if nobody named another "
            'place. Read it, and give its hash: --sha256 "$(sha256sum FILE)".'
        )


def _approve(office: Office, by: By, purchase_id: str, kind: str, sha256: str, *, number: int) -> None:
    if kind == "remailing":
        office.store.approve_remailing(by, purchase_id, number, sha256)
        return
    steps: dict[str, Callable[..., None]] = {
        "bid": office.store.approve_bid,
        "abolition": office.store.approve_abolition,
        "mailing": office.store.approve_mailing,
    }
    steps[kind](by, purchase_id, sha256)


def decline_proposal(office: Office, by: By, purchase_id: str, kind: str) -> Decision:
    """Declines the open proposal of a kind; it may be proposed again in another form."""
    proposals = [proposal for proposal in office.store.proposals(purchase_id) if proposal.kind == kind]
    undecided = [proposal.number for proposal in proposals if not proposal.decision]
    number = undecided[0] if undecided else max(len(proposals), 1)
    office.store.decline(by, purchase_id, kind, number)
    return Decision(office.store.purchase(purchase_id), kind, number, approved=False)


def _last(office: Office, purchase_id: str, kind: str) -> int:
    proposals = office.store.proposals(purchase_id)
    return max((proposal.number for proposal in proposals if proposal.kind == kind), default=1)


def buy(office: Office, by: By, purchase_id: str, *, agreement_id: str, sale_file: Path) -> Bought:
    """Buys what was bid for, under a purchase and sale agreement: the funds pay, and the bill of sale is written.

    Raises CleanbillError where `sale_file` is not the very file that was offered, or the seller has corrected it.
    """
    still_offered(office, purchase_id)
    sha256 = file_sha256(sale_file)
    office.store.own(by, purchase_id, agreement_id=agreement_id, sale_file_sha256=sha256)
    schedule = office.folder / f"{purchase_id}-schedule.csv"
    bill = office.folder / f"{purchase_id}-bill-of-sale.txt"
    write_text(schedule, office.store.schedule_csv(purchase_id))
    write_text(bill, office.store.bill_of_sale(purchase_id, BUYER).text())
    return Bought(office.store.purchase(purchase_id), schedule, bill)


def withdraw(office: Office, by: By, purchase_id: str) -> Purchase:
    """Records that we do not buy."""
    office.store.withdraw(by, purchase_id)
    return office.store.purchase(purchase_id)


def refuse(office: Office, by: By, purchase_id: str) -> Purchase:
    """Records that the seller does not sell at our bid."""
    office.store.refuse(by, purchase_id)
    return office.store.purchase(purchase_id)


def close_purchase(office: Office, by: By, purchase_id: str) -> Purchase:
    """Closes a purchase once all is done. Its accounts stay abolished, and codes go on answering."""
    office.store.close_purchase(by, purchase_id)
    return office.store.purchase(purchase_id)
