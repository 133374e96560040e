"""The database itself refuses, whoever writes and with what client: each guard is met by a statement that it stops."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from cleanbill import records
from cleanbill.core.errors import BrokenLaw
from cleanbill.records.step import ACCOUNT_TRANSITIONS, LETTER_TRANSITIONS, TRANSITIONS
from tests.house.tree import SOURCE
from tests.records import drive
from tests.records.conftest import Opened
from tests.records.drive import PREPARED, steps

WAYS = (TRANSITIONS, ACCOUNT_TRANSITIONS, LETTER_TRANSITIONS)
GUARDS = {kind: (SOURCE / "records" / "guards" / f"{kind}.sql").read_text("utf-8") for kind in ("sqlite", "postgresql")}
ENTRY = "SELECT number FROM records_entry WHERE entry_id = "
NEW_ENTRY = "INSERT INTO records_entry (entry_id, posted_on, memo, posted) VALUES ('x', '2026-11-02', '', {posted})"
NEW_POSTING = (
    "INSERT INTO records_posting (entry_id, line, account, fund_id, cents) "
    "VALUES (({of}'{entry}'), {line}, '{account}', '{fund}', {cents})"
)
POST = "UPDATE records_entry SET posted = TRUE WHERE entry_id = 'x'"
ACCOUNT = "UPDATE records_purchasedaccount SET {set} WHERE line = {line}"
PURCHASE = "UPDATE records_purchase SET {set}"
COPY = "INSERT INTO records_{table} SELECT * FROM records_{table}"

# statements on a purchase that was abolished (lines 1, 2) and recalled (line 3), and what each is told
REFUSED = {
    "post at once": (NEW_ENTRY.format(posted="TRUE"), "posted after its postings"),
    "change an entry": ("UPDATE records_entry SET memo = 'x'", "never changed"),
    "unpost an entry": ("UPDATE records_entry SET posted = FALSE", "never changed"),
    "delete an entry": ("DELETE FROM records_entry", "never deleted"),
    "add to an entry": (
        NEW_POSTING.format(of=ENTRY, entry="gift-n", line=9, account="assets:cash", fund="north", cents=1),
        "nothing is added",
    ),
    "change a posting": ("UPDATE records_posting SET cents = cents + 1", "never changed"),
    "delete a posting": ("DELETE FROM records_posting", "keeps its postings"),
    "change an act": ("UPDATE records_act SET who = 'eve'", "never changed"),
    "delete an act": ("DELETE FROM records_act WHERE number = (SELECT MAX(number) FROM records_act)", "never deleted"),
    "an act out of turn": (
        "INSERT INTO records_act SELECT 99, 'k', who, at, act, subject, details, inputs_sha256, 'p', 's' "
        "FROM records_act WHERE number = 1",
        "end of the chain",
    ),
    "lift the ban": ("UPDATE records_agreement SET resale_ban = FALSE", "never changed"),
    "delete an agreement": ("DELETE FROM records_agreement", "never deleted"),
    "change a portfolio": ("UPDATE records_portfolio SET face_cents = 1", "never changed"),
    "delete a portfolio": ("DELETE FROM records_portfolio", "never deleted"),
    "delete staff": ("DELETE FROM records_person", "never deleted"),
    "a decided proposal": (
        "INSERT INTO records_proposal (purchase_id, kind, number, contents_sha256, proposed_by, proposed_on, decision, "
        "decided_by, decided_on) VALUES ('p1', 'mailing', 1, '', 'ann', '2026-11-09', 'approved', 'bob', '2026-11-09')",
        "decided by another person later",
    ),
    "decide again": ("UPDATE records_proposal SET decided_by = 'eve'", "decided once"),
    "delete a proposal": ("DELETE FROM records_proposal", "never deleted"),
    "begin in the middle": (
        "INSERT INTO records_purchase (purchase_id, portfolio_id, state, offered_on, programme, qualified, "
        "qualified_face_cents, accounts, face_cents, price_cents, schedule_sha256, letters, held_back) "
        "VALUES ('p2', 'mercy-1', 'owned', '2026-11-09', '', 0, 0, 0, 0, 0, '', 0, 0)",
        "begins as offered",
    ),
    "undo the abolition": (PURCHASE.format(set="state = 'owned'"), "never undone"),
    "forget the day of abolition": (PURCHASE.format(set="abolished_on = NULL"), "what a purchase did stays"),
    "another day of abolition": (PURCHASE.format(set="abolished_on = '2026-11-09'"), "what a purchase did stays"),
    "another face": (PURCHASE.format(set="face_cents = 1"), "what a purchase did stays"),
    "mail what nobody approved": (PURCHASE.format(set="state = 'notified'"), "two different people"),
    "delete a purchase": ("DELETE FROM records_purchase", "never deleted"),
    "hold an account again": (
        ACCOUNT.format(line=1, set="status = 'owned', abolished_on = NULL"),
        "never undone",
    ),
    "forget an account's abolition": (ACCOUNT.format(line=1, set="abolished_on = NULL"), "never undone"),
    "another day of an account's": (ACCOUNT.format(line=1, set="abolished_on = '2026-11-09'"), "never undone"),
    "abolish what was recalled": (
        ACCOUNT.format(line=3, set="status = 'abolished', abolished_on = '2026-11-09', recalled_on = NULL"),
        "never undone",
    ),
    "another price": (ACCOUNT.format(line=1, set="price_cents = 1"), "what an account was"),
    "another debt": (ACCOUNT.format(line=1, set="debt_key = 'x'"), "what an account was"),
    "delete an account": ("DELETE FROM records_purchasedaccount", "never deleted"),
    "an account that is owned at once": (
        "INSERT INTO records_purchasedaccount (purchase_id, proposal_id, line, holder, account_id, debt_key, fund_id, "
        "face_cents, price_cents, judgment, status, owned_on) SELECT purchase_id, proposal_id, 9, 'x', 'x', 'x', "
        "'north', 1, 1, FALSE, 'owned', '2026-11-09' FROM records_purchasedaccount WHERE line = 1",
        "begins as chosen",
    ),
    "change a recall": ("UPDATE records_recall SET refund_cents = 0", "never changed"),
    "delete a recall": ("DELETE FROM records_recall", "never deleted"),
    "loosen a fund's terms": ("UPDATE records_fundterms SET terms = '{}' WHERE fund_id = 'north'", "decided once"),
    "another fund's terms": ("UPDATE records_fundterms SET fund_id = 'west'", "decided once"),
    "approve terms again": ("UPDATE records_fundterms SET decided_by = 'eve'", "decided once"),
    "delete terms": ("DELETE FROM records_fundterms", "never deleted"),
    "terms that are approved at once": (
        "INSERT INTO records_fundterms (fund_id, version, terms, proposed_by, proposed_on, decision, decided_by, "
        "decided_on) VALUES ('north', 2, '{}', 'ann', '2026-11-09', 'approved', 'bob', '2026-11-09')",
        "approved by another later",
    ),
    "terms before the last": (
        "INSERT INTO records_fundterms (fund_id, version, terms, proposed_by, proposed_on, decision, decided_by) "
        "VALUES ('north', 0, '{}', 'ann', '2026-11-09', '', '')",
        "each after the last",
    ),
}
REPLACED = (
    "entry",
    "posting",
    "act",
    "agreement",
    "portfolio",
    "purchase",
    "proposal",
    "purchasedaccount",
    "recall",
    "fundterms",
)


@pytest.fixture
def abolished(opened: Opened) -> Opened:
    for step in (*PREPARED, *steps()[:8]):
        step(opened.store)
    return opened


def refused(opened: Opened, statement: str, why: str) -> None:
    before = drive.state(opened.store)
    with pytest.raises(Exception, match=why):
        opened.outside(statement)
    assert drive.state(opened.store) == before


def test_every_statement_against_the_records_is_refused(abolished: Opened) -> None:
    for statement, why in REFUSED.values():
        refused(abolished, statement, why)


@pytest.mark.parametrize("table", REPLACED)
def test_nothing_is_replaced(new: Callable[[str], Opened], table: str) -> None:
    """SQLite's REPLACE deletes without a word to the triggers on deletes; PostgreSQL has none."""
    opened = new("sqlite")
    for step in (*PREPARED, *steps()[:8]):
        step(opened.store)
    refused(opened, COPY.format(table=table).replace("INSERT", "INSERT OR REPLACE"), "once|nothing is added|later")


@pytest.mark.usefixtures("server")
def test_no_table_is_emptied(new: Callable[[str], Opened]) -> None:
    """PostgreSQL's TRUNCATE; SQLite has none."""
    opened = new("postgresql")
    drive.run(opened.store)
    tables = re.findall(r"BEFORE TRUNCATE ON (\w+)", GUARDS["postgresql"])
    assert len(tables) == 16
    for table in tables:
        refused(opened, f"TRUNCATE {table} CASCADE", "never emptied")


@pytest.mark.parametrize(
    ("postings", "why"),
    [
        ((), "no postings"),
        ((("assets:cash", "north", 5), ("income", "north", -4)), "does not balance"),
        ((("assets:cash", "north", 5), ("income", "south", -5)), "does not balance"),
        ((("assets:cash", "north", -1001), ("costs", "north", 1001)), "overdrawn"),
        ((("assets:cash", "new fund", -1), ("costs", "new fund", 1)), "overdrawn"),
    ],
)
def test_an_entry_that_does_not_balance_or_overdraws_is_not_posted(
    opened: Opened, postings: tuple[tuple[str, str, int], ...], why: str
) -> None:
    for step in PREPARED:
        step(opened.store)
    opened.outside(NEW_ENTRY.format(posted="FALSE"))
    for line, (account, fund, cents) in enumerate(postings, 1):
        opened.outside(NEW_POSTING.format(of=ENTRY, entry="x", line=line, account=account, fund=fund, cents=cents))
    refused(opened, POST, why)


def test_an_entry_that_balances_is_posted_by_anyone(opened: Opened) -> None:
    """The guards stop what is wrong and nothing else: to the last cent of the fund."""
    for step in PREPARED:
        step(opened.store)
    opened.outside(NEW_ENTRY.format(posted="FALSE"))
    for line, (account, cents) in enumerate((("assets:cash", -1000), ("costs", 1000)), 1):
        opened.outside(NEW_POSTING.format(of=ENTRY, entry="x", line=line, account=account, fund="north", cents=cents))
    opened.outside(POST)
    assert records.balances(opened.store)["costs", "north"] == 1000


def test_a_zero_posting_is_refused(opened: Opened) -> None:
    opened.outside(NEW_ENTRY.format(posted="FALSE"))
    with pytest.raises(Exception, match="posting_not_zero"):
        opened.outside(NEW_POSTING.format(of=ENTRY, entry="x", line=1, account="a", fund="f", cents=0))


def test_two_people_even_in_the_database(opened: Opened) -> None:
    for step in (*PREPARED, *steps()[:3]):
        step(opened.store)
    for by_one in ("ann", ""):
        decided = f"decision = 'approved', decided_by = '{by_one}', decided_on = '2026-11-05'"
        with pytest.raises(Exception, match=r"proposal_two_people|proposal_decision"):
            opened.outside(f"UPDATE records_proposal SET {decided}")
    refused(opened, PURCHASE.format(set="state = 'bid'"), "two different people")
    bought = "status = 'owned', owned_on = '2026-11-06'"
    refused(opened, ACCOUNT.format(line=1, set=bought), "two different people")


def test_terms_of_a_fund_need_two_people_even_in_the_database(opened: Opened) -> None:
    for step in PREPARED[:4]:
        step(opened.store)
    for by_one in ("ann", ""):
        decided = f"decision = 'approved', decided_by = '{by_one}', decided_on = '2026-11-05'"
        with pytest.raises(Exception, match=r"fundterms_two_people|fundterms_decision"):
            opened.outside(f"UPDATE records_fundterms SET {decided} WHERE fund_id = 'north'")
    with pytest.raises(Exception, match="each after the last"):
        opened.outside(
            "INSERT INTO records_fundterms (fund_id, version, terms, proposed_by, proposed_on, decision, decided_by) "
            "VALUES ('north', 2, '{}', 'ann', '2026-11-09', '', '')"
        )


def test_nothing_is_owned_of_a_fund_that_is_not_bound(opened: Opened) -> None:
    for step in (*PREPARED, *steps()[:4]):
        step(opened.store)
    opened.outside(
        "INSERT INTO records_purchasedaccount (purchase_id, proposal_id, line, holder, account_id, debt_key, fund_id, "
        "face_cents, price_cents, judgment, lien, payment_plan, status) "
        "SELECT purchase_id, proposal_id, 9, 'x', 'x', 'x', 'west', 1, 1, FALSE, FALSE, "
        "FALSE, 'chosen' FROM records_purchasedaccount WHERE line = 1"
    )
    bought = "status = 'owned', owned_on = '2026-11-06'"
    refused(opened, ACCOUNT.format(line=9, set=bought), "no terms that two people made")


def test_nothing_is_abolished_that_nobody_else_approved(opened: Opened) -> None:
    for step in (*PREPARED, *steps()[:7]):
        step(opened.store)
    gone = "status = 'abolished', abolished_on = '2026-11-08'"
    refused(opened, ACCOUNT.format(line=1, set=gone), "two different people")
    refused(opened, PURCHASE.format(set="state = 'closed'"), "accounts are still held")


def test_each_database_has_every_guard_and_the_same_ways() -> None:
    names = {kind: set(re.findall(r"CREATE TRIGGER (\w+)", text)) for kind, text in GUARDS.items()}
    only_sqlite = {name for name in names["sqlite"] - names["postgresql"] if not name.endswith("_replaced")}
    only_postgresql = {name for name in names["postgresql"] - names["sqlite"] if not name.endswith("_emptied")}
    assert (only_sqlite, only_postgresql) == (set(), set())
    ways = {f"{one}>{to}" for known in WAYS for one, ways in known.items() for to in ways}
    for text in GUARDS.values():
        assert set(re.findall(r"'(\w+>\w+)'", text)) == ways


def test_a_store_whose_guards_were_taken_away_is_not_opened(opened: Opened) -> None:
    drive.run(opened.store)
    opened.store.close()
    on = " ON records_act" if opened.address else ""
    opened.outside(f"DROP TRIGGER act_never_changes{on}")
    with pytest.raises(BrokenLaw, match="act_never_changes"):
        records.open_store(opened.folder, opened.address)
