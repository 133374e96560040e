"""The database itself refuses, whoever writes and with what client: what takes several statements to try.

`test_forbidden` meets each rule with a statement that it stops.
"""

from __future__ import annotations

import re

import pytest

from cleanbill import records
from cleanbill.core.errors import BrokenLaw
from cleanbill.records.guards import GUARDS, TABLES, triggers
from cleanbill.records.transitions import ACCOUNT_TRANSITIONS, LETTER_TRANSITIONS, TRANSITIONS
from tests.records import drive
from tests.records.conftest import Opened
from tests.records.databases import KINDS
from tests.records.drive import PREPARED, steps

WAYS = (TRANSITIONS, ACCOUNT_TRANSITIONS, LETTER_TRANSITIONS)
ENTRY = "SELECT number FROM records_entry WHERE entry_id = "
NEW_ENTRY = "INSERT INTO records_entry (entry_id, posted_on, memo, posted) VALUES ('x', '2026-11-02', '', {posted})"
NEW_POSTING = (
    "INSERT INTO records_posting (entry_id, line, account, fund_id, cents) "
    "VALUES (({of}'{entry}'), {line}, '{account}', '{fund}', {cents})"
)
POST = "UPDATE records_entry SET posted = TRUE WHERE entry_id = 'x'"
ACCOUNT = "UPDATE records_purchasedaccount SET {set} WHERE line = {line}"
PURCHASE = "UPDATE records_purchase SET {set}"


def refused(opened: Opened, statement: str, why: str) -> None:
    before = drive.state(opened.store)
    with pytest.raises(Exception, match=why):
        opened.outside(statement)
    assert drive.state(opened.store) == before


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
    assert opened.store.balances()["costs", "north"] == 1000


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


def test_each_database_has_the_same_guards_of_every_table(opened: Opened) -> None:
    from cleanbill.records import models  # noqa: PLC0415 (after a store is opened)

    assert set(TABLES) == {name.lower() for name, value in vars(models).items() if isinstance(value, type)}
    assert {guard.name.split("_", 1)[1] for guard in GUARDS if guard.only == "sqlite"} == {"written_once"}
    assert {guard.event for guard in GUARDS if guard.only == "postgresql"} == {"TRUNCATE"}
    assert {f"records_{table}_truncate" for table in TABLES} <= set(triggers("postgresql"))
    assert {f"records_{table}_delete" for table in TABLES} <= set(triggers("sqlite")), "no row is ever deleted"


def test_each_database_knows_the_ways_that_the_transitions_say() -> None:
    said = {f"{state}>{to}" for known in WAYS for state, targets in known.items() for to in targets}
    for kind in KINDS:
        text = str(list(triggers(kind).values()))
        assert set(re.findall(r"'(\w+>\w+)'", text)) == said


def test_a_store_whose_guards_were_taken_away_is_not_opened(opened: Opened) -> None:
    drive.run(opened.store)
    opened.store.close()
    on = " ON records_act" if opened.address else ""
    opened.outside(f"DROP TRIGGER records_act_update{on}")
    with pytest.raises(BrokenLaw, match="records_act_update"):
        records.Store.open(opened.folder, opened.address)
