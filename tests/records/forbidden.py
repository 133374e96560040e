"""Writes that no client of the database may make: for each rule of the guards, and for each column that it keeps.

They are tried stage by stage of one purchase, `p1`: lines 1 and 2 are abolished, line 3 is recalled, letter 2 comes
back. Rules that keep columns or keys are tried by each column and key; what else is refused stands below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from cleanbill.records import Store
from cleanbill.records.guards import GUARDS
from cleanbill.records.guards.purchase_rules import AMOUNTS
from cleanbill.records.guards.rules import Guard
from tests.records.drive import ACCOUNTS, PREPARED, TAKEN_IN, by, destruction_steps, portfolio, post_steps, steps

RULES = {guard.name: guard for guard in GUARDS}
REPLACE = "INSERT OR REPLACE"
ANOTHER = {"DateField": "'2020-01-01'", "BooleanField": "NOT {column}", "CharField": "'x'", "TextField": "'x'"}
KINDS = {"state": "'closed'", "kind": "'remailing'"}  # columns whose words the tables know


@dataclass(frozen=True, slots=True)
class Write:
    """A statement that the rule refuses, after `first`; without the rule, or with `weakened`, it goes through.

    `backed`: what may refuse it then all the same, such as a unique key.
    """

    rule: str
    statement: str
    first: tuple[str, ...] = ()
    weakened: Guard | None = None
    backed: str = ""


def columns(table: str) -> dict[str, str]:
    """The columns of a table and the kind of field of each."""
    from cleanbill.records import models  # noqa: PLC0415 (after a store is opened)

    found = {model.__name__.lower(): model for model in vars(models).values() if isinstance(model, type)}
    fields = {field.column: field for field in found[table]._meta.concrete_fields}
    return {
        name: (field.target_field if field.is_relation else field).get_internal_type() for name, field in fields.items()
    }


def another(table: str, column: str) -> str:
    """Another value of a column, in SQL."""
    return KINDS.get(column) or ANOTHER.get(columns(table)[column], "{column} + 4711").format(column=column)


def copied(table: str, where: str, how: str = "INSERT", **changes: str) -> str:
    """A copy of a row with some columns changed."""
    names = columns(table)
    values = (changes.get(name, name) for name in names)
    return (
        f"{how} INTO records_{table} ({', '.join(names)}) SELECT {', '.join(values)} FROM records_{table} WHERE {where}"
    )


def kept(rule: str, where: str, names: tuple[str, ...] = (), first: tuple[str, ...] = ()) -> Iterator[Write]:
    """A write to each column that the rule keeps, of one row; all that never change where none is named."""
    guard = RULES[rule]
    for name in names or guard.fixed:
        less = {part: tuple(one for one in getattr(guard, part) if one != name) for part in ("fixed", "once")}
        statement = f"UPDATE records_{guard.table} SET {name} = {another(guard.table, name)} WHERE {where}"
        yield Write(rule, statement, first, replace(guard, **less))


def replaced(table: str, where: str, *first: str, **fresh: str) -> Iterator[Write]:
    """SQLite's REPLACE of a row by each of its keys alone, as a row that would be new."""
    guard = RULES[f"{table}_written_once"]
    all_keys = {name for key in guard.keys for name in key.split(", ")}
    for key in guard.keys:
        others = {name: another(table, name) for name in sorted(all_keys - set(key.split(", ")))}
        less = replace(guard, keys=tuple(one for one in guard.keys if one != key))
        yield Write(guard.name, copied(table, where, REPLACE, **others | fresh), first, less)


def deleted(*tables: str) -> Iterator[Write]:
    """A row of each table is deleted."""
    for table in tables:
        yield Write(f"{table}_never_goes", f"DELETE FROM records_{table}")


def changed(table: str, change: str) -> Write:
    """A row of a table that is never changed."""
    return Write(f"{table}_never_changes", f"UPDATE records_{table} SET {change}")


def update(table: str, change: str, where: str = "TRUE") -> str:
    """A change of rows."""
    return f"UPDATE records_{table} SET {change} WHERE {where}"


NEW_ENTRY = "INSERT INTO records_entry (entry_id, posted_on, memo, posted) VALUES ('x', '2026-11-02', '', {posted})"
BEGUN = NEW_ENTRY.format(posted="FALSE")
POST = "UPDATE records_entry SET posted = TRUE WHERE entry_id = 'x'"
LAST_ENTRY = "(SELECT MAX(number) FROM records_entry)"


def posting(account: str, cents: int, entry: str = "x", line: int = 1) -> str:
    """A posting of the fund north to an entry."""
    return (
        "INSERT INTO records_posting (entry_id, line, account, fund_id, cents) SELECT number, "
        f"{line}, '{account}', 'north', {cents} FROM records_entry WHERE entry_id = '{entry}'"
    )


def bound() -> Iterator[Write]:
    """Staff, gifts, terms of funds and agreements are there, and no purchase."""
    yield Write("entry_begins_unposted", NEW_ENTRY.format(posted="TRUE"))
    yield Write("entry_has_postings", POST, (BEGUN,))
    yield Write("entry_balances", POST, (BEGUN, posting("income", 5)))
    yield Write("fund_not_overdrawn", POST, (BEGUN, posting("assets:cash", -1001), posting("costs", 1001, line=2)))
    yield Write("entry_never_changes", update("entry", "memo = 'x'"))
    yield from kept("entry_never_changes", "entry_id = 'y'", first=(BEGUN.replace("'x'", "'y'"),))
    yield Write("posting_never_added", posting("costs", 1, entry="gift-n", line=9))
    yield from replaced("entry", "entry_id = 'gift-n'", posted="FALSE")
    yield from replaced("posting", "line = 1 AND cents = 1000", BEGUN, entry_id=LAST_ENTRY)
    yield changed("posting", "cents = cents + 1")
    hashes = {"step_key": "'k'", "sha256": "'s'", "previous_sha256": "'p'"}
    yield Write("act_comes_last", copied("act", "number = 1", number="99", **hashes))
    yield from replaced("act", "number = 1", number="(SELECT MAX(number) + 1 FROM records_act)")
    yield from (changed("act", "who = 'eve'"), changed("agreement", "resale_ban = FALSE WHERE kind = 'BAA'"))
    yield from (*replaced("agreement", "kind = 'BAA'"), *deleted("entry", "posting", "act", "agreement", "person"))
    yield from terms()


def terms() -> Iterator[Write]:
    """Funds are bound."""
    first, rule = "fund_id = 'north'", "fundterms_begin_open"
    new = {"decision": "''", "decided_by": "''", "decided_on": "NULL"}
    open_one = copied("fundterms", first, id="4712", fund_id="'open'", **new)
    yield from kept("fundterms_decided_once", "fund_id = 'open'", first=(open_one,))
    yield Write("fundterms_decided_once", update("fundterms", "decided_by = 'eve'", first))
    yield Write(rule, copied("fundterms", first, id="4711", version="2"))
    yield Write(rule, copied("fundterms", first, id="4711", **new | {"version": "0"}))
    yield from replaced("fundterms", first, fund_id="'x'", **new)
    yield from deleted("fundterms")


NO_DAYS = dict.fromkeys(("analysed_on", "bid_on", "owned_on", "abolished_on", "notified_on", "closed_on"), "NULL")
OFFERED = {"state": "'offered'", **NO_DAYS}
NEW_ACCOUNT = {"id": "4711", "line": "9", "holder": "'x'", "account_id": "'x'", "debt_key": "'x'"}
BUY = "status = 'owned', owned_on = '2026-11-06'"
OPEN = {"decision": "''", "decided_by": "''", "decided_on": "NULL"}


def proposed() -> Iterator[Write]:
    """A bid is proposed, and nobody has approved it."""
    yield from kept("proposal_decided_once", "kind = 'bid'")
    decided = {"decision": "'approved'", "decided_by": "'bob'", "decided_on": "'2026-11-05'"}
    yield Write("proposal_begins_open", copied("proposal", "TRUE", id="4711", kind="'mailing'", **decided))
    by_id, by_number = replaced("proposal", "TRUE")
    declined = update("proposal", "decision = 'declined', decided_by = 'bob', decided_on = '2026-11-05'")
    again = copied("proposal", "TRUE", REPLACE, id="4711", **OPEN)
    yield from (by_id, replace(by_number, statement=again, first=(declined,)))
    open_twice = copied("proposal", "TRUE", REPLACE, id="4711", number="2")
    yield Write("proposal_written_once", open_twice, (), replace(RULES["proposal_written_once"], when="FALSE"))
    yield Write("purchase_bid_was_approved", update("purchase", "state = 'bid', bid_on = '2026-11-05'"))
    yield Write("account_owned_was_approved", update("purchasedaccount", BUY, "line = 1"))
    yield Write("purchase_begins_offered", copied("purchase", "TRUE", purchase_id="'x'", **NO_DAYS))
    yield Write("purchase_begins_offered", copied("purchase", "TRUE", purchase_id="'x'", state="'offered'"))
    yield from (*replaced("purchase", "TRUE", **OFFERED), *replaced("purchasedaccount", "line = 1"))
    owned = NEW_ACCOUNT | {"status": "'owned'", "owned_on": "'2026-11-06'"}
    yield Write("account_begins_chosen", copied("purchasedaccount", "line = 1", **owned))
    yield from kept("account_keeps_its_facts", "line = 1")
    yield from kept("purchase_keeps_its_days", "TRUE")
    yield from (*deleted("portfolio", "proposal", "purchase", "purchasedaccount"), changed("portfolio", "accounts = 1"))
    yield from replaced("portfolio", "TRUE")


def bid() -> Iterator[Write]:
    """Another approved the bid."""
    yield Write("proposal_decided_once", update("proposal", "decided_by = 'eve'"))
    west = copied("purchasedaccount", "line = 1", **NEW_ACCOUNT, fund_id="'west'")
    yield Write("account_paid_by_a_fund_with_terms", update("purchasedaccount", BUY, "line = 9"), (west,))
    recalled = "status = 'recalled', owned_on = '2026-11-06', recalled_on = '2026-11-06'"
    yield Write("account_keeps_its_way", update("purchasedaccount", recalled, "line = 1"))


def owned() -> Iterator[Write]:
    """Bought; line 3 is recalled, and the abolition is proposed."""
    for name in AMOUNTS:
        yield Write("purchase_keeps_its_amounts", update("purchase", f"{name} = {another('purchase', name)}"))
    gone = "status = 'abolished', abolished_on = '2026-11-08'"
    yield Write("account_abolished_was_approved", update("purchasedaccount", gone, "line = 1"))
    all_recalled = update("purchasedaccount", "status = 'recalled', recalled_on = '2026-11-08'", "status = 'owned'")
    abolished = update("purchase", "state = 'abolished', abolished_on = '2026-11-08'")
    yield Write("purchase_abolished_was_approved", abolished, (all_recalled,))
    yield Write("purchase_ends_with_nothing_held", update("purchase", "state = 'closed', closed_on = '2026-11-08'"))
    chosen = NEW_ACCOUNT | {"status": "'chosen'", "owned_on": "NULL"}
    for rule, same in (("debt_owned_once_ever", ("debt_key",)), ("account_owned_once_ever", ("holder", "account_id"))):
        twin = {name: value for name, value in chosen.items() if name not in same}
        first = (copied("purchasedaccount", "line = 1", **twin),)
        yield Write(rule, update("purchasedaccount", BUY, "line = 9"), first, backed="account_|UNIQUE")


def abolished() -> Iterator[Write]:
    """Lines 1 and 2 are abolished."""
    yield Write("purchase_keeps_its_way", update("purchase", "state = 'owned'"))
    mailed = update("purchase", "state = 'notified', notified_on = '2026-11-10'")
    yield Write("purchase_notified_was_approved", mailed)
    yield from (changed("recall", "refund_cents = 0"), *deleted("recall"), *replaced("recall", "TRUE"))


LISTED = "INSERT INTO records_neverwrite (person_key, since) VALUES ('{}', '2026-11-02')"
GUESSED = "INSERT INTO records_guesses (key, wrong) VALUES ('k', 2)"
NEW_LETTER = {"id": "4711", "number": "9", "person_key": "'x'", "proof": "'x'"}


def mailed() -> Iterator[Write]:
    """Letters 1 and 2 went out."""
    yield Write("letter_begins_sent", copied("letter", "number = 2", **NEW_LETTER, letters="2"))
    of_the_bid = "(SELECT id FROM records_proposal WHERE kind = 'bid')"
    yield Write("letter_was_approved", copied("letter", "number = 2", **NEW_LETTER, proposal_id=of_the_bid))
    yield Write("letter_to_nobody_listed", copied("letter", "number = 2", **NEW_LETTER), (LISTED.format("x"),))
    yield from replaced("letter", "number = 2", purchase_id="purchase_id")
    yield from kept("letter_keeps_its_facts", "number = 2")
    yield Write("letter_keeps_its_facts", update("letter", "since = '2020-01-01'"))
    for name in ("address", "letters", "proof", "code_key"):
        yield Write("letter_changes_in_the_post", update("letter", f"{name} = {another('letter', name)}", "number = 2"))
    yield Write("letter_keeps_its_way", update("letter", "status = 'to_send', proof = NULL", "number = 2"))
    for table, first in (("neverwrite", LISTED.format("x")), ("guesses", GUESSED)):
        yield from (replace(write, first=(first,)) for write in (*deleted(table), *replaced(table, "TRUE")))
    yield replace(changed("neverwrite", "person_key = 'y'"), first=(LISTED.format("x"),))
    yield Write("guesses_never_fewer", update("guesses", "wrong = 0"), (GUESSED,))
    for write in kept("guesses_never_fewer", "TRUE", first=(GUESSED,)):
        yield replace(write, statement=write.statement.replace("SET ", "SET wrong = 9, "))
    yield from deleted("letter")


def returned() -> Iterator[Write]:
    """Letter 2 came back."""
    yield Write("letter_not_to_a_bad_address", update("letter", "status = 'to_send'", "number = 2"))
    yield from (changed("badaddress", "why = 'x'"), *deleted("badaddress"), *replaced("badaddress", "why = 'moved'"))


AGAIN = "status = 'sent', letters = 2, proof = 'x'"


def to_send() -> Iterator[Write]:
    """Letter 2 has another address."""
    yield Write("letter_again_was_approved", update("letter", AGAIN, "number = 2"))


def remailing() -> Iterator[Write]:
    """A remailing is approved."""
    again = f"{AGAIN}, proposal_id = (SELECT id FROM records_proposal WHERE kind = 'remailing')"
    yield Write("letter_again_to_nobody_listed", update("letter", again, "number = 2"), (LISTED.format("person-2"),))
    yield Write("letter_again_was_approved", update("letter", again.replace("= 2", "= 3"), "number = 2"))


def closed() -> Iterator[Write]:
    """p1 is closed, p2 was withdrawn."""
    days = RULES["purchase_keeps_its_days"].once
    yield from kept("purchase_keeps_its_days", "purchase_id = 'p1'", tuple(day for day in days if day != "ended_on"))
    yield from kept("purchase_keeps_its_days", "purchase_id = 'p2'", ("ended_on",))
    of_a_line = {
        3: ("recalled_on",),
        2: tuple(day for day in RULES["account_keeps_its_facts"].once if day != "recalled_on"),
    }
    for line, names in of_a_line.items():
        yield from kept("account_keeps_its_facts", f"line = {line}", names)
    yield Write("account_keeps_what_a_plan_took", update("purchasedaccount", "plan_taken_cents = 1", "line = 2"))


APPROVE = "approved_by = 'bob', approved_on = '2026-11-14'"
ANOTHER_OFFER = {"purchase_id": "'x'", **OFFERED}


def asked() -> Iterator[Write]:
    """The destruction of the portfolio's data is asked for."""
    approved = {"approved_by": "'bob'", "approved_on": "'2026-11-14'"}
    yield Write("destruction_begins_asked", copied("destruction", "TRUE", portfolio_id="'x'", **approved))
    yield from (*replaced("destruction", "TRUE"), *kept("destruction_asked_again_once_declined", "TRUE"))
    for change in ("asked_by = 'eve'", "asked_on = '2020-01-01'", "number = 2"):
        yield Write("destruction_asked_again_once_declined", update("destruction", change))
    certified = "certificate_sha256 = 'x', destroyed_on = '2026-11-14'"
    yield Write("destruction_certified_once", update("destruction", certified), backed="destruction_done")
    offer = copied("purchase", "purchase_id = 'p1'", **ANOTHER_OFFER)
    yield Write("destruction_of_what_is_closed", update("destruction", APPROVE), (offer,))


def declined() -> Iterator[Write]:
    """It was declined."""
    for change in ("declined_by = 'eve'", "declined_on = '2026-11-20'", "declined_why = 'x'"):
        yield Write("destruction_declined_stays", update("destruction", change))
    forgotten = "declined_by = '', declined_on = NULL, declined_why = ''"
    yield Write("destruction_declined_stays", update("destruction", forgotten))
    yield Write("destruction_asked_again_once_declined", update("destruction", f"{forgotten}, number = 3"))


def approved() -> Iterator[Write]:
    """It was asked for again and approved."""
    for change in ("approved_by = 'eve'", "approved_on = '2026-11-20'", "agreement_id = 'x'"):
        yield Write("destruction_approved_stays", update("destruction", change))
    yield Write("purchase_of_what_is_there", copied("purchase", "purchase_id = 'p1'", **ANOTHER_OFFER))


def certified() -> Iterator[Write]:
    """It is done."""
    yield Write("destruction_certified_once", update("destruction", "certificate_sha256 = 'x'"))
    yield from deleted("destruction")
    for guard in (guard for guard in GUARDS if guard.event == "TRUNCATE"):
        yield Write(guard.name, f"TRUNCATE records_{guard.table} CASCADE", backed="never emptied")


LIEN = (ACCOUNTS[0], replace(ACCOUNTS[1], lien=True, payment_plan=True), ACCOUNTS[2])
DEAL, MAIL, DESTRUCTION = steps("p1", LIEN), post_steps(), destruction_steps()
FOLLOWED: tuple[Callable[[Store], Any], ...] = (
    lambda store: store.file_release(by("ann", 11), "p1", 2),
    lambda store: store.end_plan(by("ann", 11), "p1", 2, 100),
)
WITHDRAWN: tuple[Callable[[Store], Any], ...] = (
    lambda store: store.offer(by("ann", 12), "p2", portfolio()),
    lambda store: store.withdraw(by("ann", 12), "p2"),
)
DECLINED = (lambda store: store.decline_destruction(by("bob", 14), "mercy-1", "a suit is pending"),)
ASKED_AGAIN = (lambda store: store.ask_destruction(by("ann", 14), TAKEN_IN),)
STAGES: tuple[tuple[tuple[Callable[[Store], Any], ...], Callable[[], Iterator[Write]]], ...] = (
    (PREPARED, bound),
    (DEAL[:3], proposed),
    (DEAL[3:4], bid),
    (DEAL[4:7], owned),
    (DEAL[7:8], abolished),
    (DEAL[8:12], mailed),
    (MAIL[:1], returned),
    (MAIL[1:2], to_send),
    (MAIL[2:4], remailing),
    ((*MAIL[4:7], DEAL[12], *FOLLOWED, DEAL[13], *WITHDRAWN), closed),
    (DESTRUCTION[:1], asked),
    (DECLINED, declined),
    ((*ASKED_AGAIN, DESTRUCTION[1]), approved),
    (DESTRUCTION[2:], certified),
)
