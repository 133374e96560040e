"""A whole purchase for the tests: two funds, three accounts and a recall, step by step with fixed days."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from cleanbill import records
from cleanbill.fund import Fund, Terms, gift
from cleanbill.records import Agreement, By, Chosen, Portfolio, Posted, Returned, Store, TakenIn

DAY = date(2026, 11, 2)
SALE_FILE = "ab" * 32
LETTERS = {"letters": 2, "letters_sha256": "cd" * 32, "words_sha256": "ef" * 32}
AGAIN = {"letters": 1, "letters_sha256": "ba" * 32, "words_sha256": "ef" * 32}
NORTH, SOUTH = Fund("north", "North chapter"), Fund("south", "South chapter")
ACCOUNTS = (
    Chosen("Mercy", "A-1", "mercy|a1", "north", 50_000, 500),
    Chosen("Mercy", "A-2", "mercy|a2", "south", 120_000, 1_200, judgment=True),
    Chosen("Mercy", "A-3", "mercy|a3", "north", 30_000, 300),
)


def by(user: str, day: int) -> By:
    return By(user, datetime(2026, 11, day, 12, tzinfo=UTC))


def first_of_the_staff(store: Store) -> None:
    store.set_roles(by("ann", 2), "ann", {"staff", "books", "prepare"})


def second_of_the_staff(store: Store) -> None:
    store.set_roles(by("ann", 2), "bob", {"approve"})


def staffed(store: Store) -> None:
    first_of_the_staff(store)
    second_of_the_staff(store)


def given(store: Store) -> None:
    gifts = (gift(NORTH, "gift-n", DAY, 1_000, "Gift"), gift(SOUTH, "gift-s", DAY, 2_000, "Gift"))
    store.post(by("ann", 2), gifts)


def _bound(fund: Fund) -> tuple[Callable[[Store], Any], ...]:
    return (
        lambda s: s.propose_terms(by("ann", 2), [Terms(fund, 1_000_000)]),
        lambda s: s.approve_terms(by("bob", 2), fund.fund_id, 1),
    )


def waiting(store: Store, fund_id: str) -> int:
    """The version of a fund's terms that waits to be approved."""
    return next(one.version for one in store.fund_terms() if one.fund_id == fund_id and not one.decision)


BINDING = (*_bound(NORTH), *_bound(SOUTH))  # each fund's terms are an act of their own


def proposed(store: Store, purchase_id: str, kind: str = "bid") -> str:
    """The hash of what is proposed, as it was looked at; none where nothing is."""
    return ["", *(one.contents_sha256 for one in store.proposals(purchase_id) if one.kind == kind)][-1]


def may_look(store: Store) -> None:
    store.agree(by("ann", 2), Agreement("baa-1", "BAA", "Mercy", DAY))


def may_buy(store: Store) -> None:
    psa = Agreement("psa-1", "PSA", "Mercy", DAY, permitted_use="abolition", recall_window_days=30)
    store.agree(by("ann", 2), psa)


def portfolio(name: str = "mercy-1") -> Portfolio:
    return Portfolio(name, "Mercy", "provider", SALE_FILE, 5, 250_000, DAY)


def hashed(*parts: object) -> str:
    """What stands for a keyed hash."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def posted(purchase_id: str = "p1", time: int = 1) -> tuple[Posted, ...]:
    """The letters of a purchase: two people, one account each. The second has moved at the second time."""
    ways = [(number, hashed(purchase_id, number, time), face) for number, face in ((1, 50_000), (2, 120_000))]
    people = [(number, f"person-{number}", way, way, home(number, time), face) for number, way, face in ways]
    return tuple(Posted(*one) for one in people)


def home(number: int, time: int = 1) -> str:
    return hashed("home", number, time)


def steps(purchase_id: str = "p1", accounts: tuple[Chosen, ...] = ACCOUNTS) -> tuple[Callable[[Store], Any], ...]:
    """The purchase from offer to close, one call a step."""
    ann, bob, one = (lambda day: by("ann", day)), (lambda day: by("bob", day)), purchase_id
    analysed = {"programme": "undue", "qualified": 4, "qualified_face_cents": 240_000}
    return (
        lambda s: s.offer(ann(3), one, portfolio()),
        lambda s: s.analyse(ann(4), one, **analysed),
        lambda s: s.propose_bid(ann(5), one, accounts),
        lambda s: s.approve_bid(bob(5), one, proposed(s, one)),
        lambda s: s.own(ann(6), one, agreement_id="psa-1", sale_file_sha256=SALE_FILE),
        lambda s: s.recall(ann(7), one, 3, reason="paid"),
        lambda s: s.propose_abolition(ann(8), one),
        lambda s: s.approve_abolition(bob(8), one),
        lambda s: s.recall(ann(9), one, 1, reason="dispute", refund_cents=200),
        lambda s: s.propose_mailing(ann(9), one, **LETTERS),
        lambda s: s.approve_mailing(bob(9), one),
        lambda s: s.notify(ann(10), one, **LETTERS, held_back=1, **mailed(one)),
        lambda s: s.file_satisfaction(ann(11), one, 2),
        lambda s: s.close_purchase(ann(12), one),
    )


def mailed(purchase_id: str, time: int = 1) -> dict[str, Any]:
    """What is registered with a mailing besides its hashes."""
    return {"posted": posted(purchase_id, time), "sender": "Relief Fund", "expires_on": date(2028, 11, 10)}


def post_steps(one: str = "p1") -> tuple[Callable[[Store], Any], ...]:
    """After the letters went out: one comes back and goes to a new address; one is of somebody who has died."""
    ann, bob = (lambda day: by("ann", day)), (lambda day: by("bob", day))
    back = (Returned(2, date(2026, 11, 10), "moved"), Returned(1, date(2026, 11, 11), "deceased"))
    found = (Returned(2, date(2026, 11, 11), address=home(2, 2)),)
    again: dict[str, Any] = mailed(one, 2) | {"posted": posted(one, 2)[1:], "most_letters": 3}
    return (
        lambda s: s.came_back(ann(11), one, back),
        lambda s: s.came_back(ann(11), one, found),
        lambda s: s.propose_mailing(ann(11), one, **AGAIN, written_by="ann", again=True),
        lambda s: s.approve_remailing(bob(11), one, 1),
        lambda s: s.take_out(ann(11), one, "letters", count=1, sha256="ba" * 32) if not taken_out(s) else None,
        lambda s: s.notify_again(ann(11), one, 1, **AGAIN, **again),
        lambda s: s.close_mail(ann(11), one, 2, "other"),
        lambda s: s.never_write(ann(11), "person-9"),
    )


TAKEN_IN = TakenIn("mercy-1", "Mercy", SALE_FILE, DAY)


def destruction_steps() -> tuple[Callable[[Store], Any], ...]:
    """After the purchase has closed: the data of its portfolio is destroyed."""
    ann, bob = (lambda day: by("ann", day)), (lambda day: by("bob", day))
    certified = {"certificate_sha256": "ce" * 32, "on": date(2026, 11, 14)}
    return (
        lambda s: s.ask_destruction(ann(13), TAKEN_IN),
        lambda s: s.approve_destruction(bob(14), TAKEN_IN),
        lambda s: s.certify_destruction(bob(14), "mercy-1", **certified),
    )


def taken_out(store: Store) -> bool:
    """Whether letters were taken out: each time is an act of its own, and a way is walked twice."""
    return any(one.act == "take out letters" for one in store.acts())


PREPARED = (first_of_the_staff, second_of_the_staff, given, *BINDING, may_look, may_buy)


def run(store: Store) -> None:
    for step in (*PREPARED, *steps()):
        step(store)


def state(store: Store) -> dict[str, Any]:
    """Everything the store says, to compare two of them."""
    barred = store.barred()
    names = [one.purchase_id for one in store.purchases()]
    told = (records.Store.accounts, records.Store.proposals, records.Store.recalls, mail_of)
    return {
        "purchases": store.purchases(),
        "of each": [[tell(store, name) for tell in told] for name in names],
        "ledger": store.entries(),
        "balances": store.balances(),
        "acts": store.acts(),
        "staff": store.staff(),
        "destructions": store.destructions(),
        "terms": store.fund_terms(),
        "barred": [sorted(getattr(barred, name)) for name in barred.__slots__],
    }


def mail_of(store: Store, name: str) -> list[tuple[Any, ...]]:
    """The letters of a purchase, their bad addresses in order."""
    held = store.mail(name)
    return [(one.number, one.sent_on, one.answers, one.post.status, one.post.letters, one.post.address,
             sorted(one.post.bad), one.post.since, one.post.why) for one in held]  # fmt: skip
