"""What the database itself refuses, one row a rule; here for the ledger, the acts, agreements and proposals.

A row refuses a write to one table: where `when` is true, where a column of `fixed` changes, or one of `once` that was
written already, or where a row is inserted whose key in `keys` is taken. The rows of a table stand in the order in
which they speak. `law` is one of ARCHITECTURE.md, or what else the rule keeps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cleanbill.fund import CASH

BOUGHT, BALANCED = "law 5", "law 6"
CHAIN, WRITTEN, TWO_PEOPLE = "the chain of acts", "what is written stays", "two people decide"
NOBODY_ELSE = "two different people are needed: nobody else has approved this"


@dataclass(frozen=True, slots=True)
class Guard:
    """A rule on one table. `lock` is taken first on PostgreSQL, which has many writers; `only` names one database."""

    name: str
    table: str
    event: str  # INSERT, UPDATE, DELETE or TRUNCATE
    message: str
    law: str
    when: str = ""
    fixed: tuple[str, ...] = ()
    once: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    lock: str = ""
    only: str = ""  # sqlite or postgresql


def unless_allowed(column: str, transitions: Mapping[str, tuple[str, ...]]) -> str:
    """The condition that `column` goes from one state to another by a way that is not among the transitions."""
    ways = ", ".join(f"'{state}>{to}'" for state, targets in transitions.items() for to in targets)
    return f"NEW.{column} <> OLD.{column} AND (OLD.{column} || '>' || NEW.{column}) NOT IN ({ways})"


def differs(*columns: str) -> str:
    """The condition that one of the columns is written anew with another value, or none."""
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)


def becomes(column: str, *states: str) -> str:
    """The condition that `column` becomes one of the states now."""
    return f"NEW.{column} <> OLD.{column} AND NEW.{column} IN ({quoted(states)})"


def nobody_else_approved(kind: str, more: str = "TRUE") -> str:
    """The condition that no proposal of the kind, for the purchase, was approved by another than who made it."""
    return (
        "NOT EXISTS (SELECT 1 FROM records_proposal WHERE purchase_id = NEW.purchase_id AND decision = 'approved' "
        f"AND decided_by <> proposed_by AND kind = '{kind}' AND {more})"
    )


def quoted(states: tuple[str, ...]) -> str:
    """States as a list of SQL."""
    return ", ".join(f"'{state}'" for state in states)


def stays(table: str, deleted: str, changed: str = "", law: str = WRITTEN) -> tuple[Guard, ...]:
    """No row of the table is deleted, and none is changed where `changed` says so; messages of each."""
    never = (Guard(f"{table}_never_changes", table, "UPDATE", changed, law, when="TRUE"),) if changed else ()
    return (*never, Guard(f"{table}_never_goes", table, "DELETE", deleted, law, when="TRUE"))


def written_once(table: str, message: str, *keys: str, when: str = "FALSE") -> Guard:
    """SQLite's REPLACE deletes the row that is in the way without a word to the guards; its keys stand here.

    PostgreSQL has no REPLACE, and its unique keys refuse.
    """
    return Guard(f"{table}_written_once", table, "INSERT", message, WRITTEN, when=when, keys=keys, only="sqlite")


BEGINS_UNPOSTED = "an entry is written once and posted after its postings"
IS_POSTED = "EXISTS (SELECT 1 FROM records_entry WHERE number = {row}.entry_id AND posted)"
LOCK_ENTRY = "PERFORM 1 FROM records_entry WHERE number = {row}.entry_id FOR UPDATE"  # nobody posts it meanwhile
POSTINGS = "SELECT 1 FROM records_posting WHERE entry_id = NEW.number"
SPENDING = (
    f"SELECT fund_id FROM records_posting WHERE entry_id = NEW.number AND account = '{CASH}' "
    "GROUP BY fund_id HAVING SUM(cents) < 0"
)
LEDGER = (
    Guard("entry_begins_unposted", "entry", "INSERT", BEGINS_UNPOSTED, BALANCED, when="NEW.posted"),
    written_once("entry", BEGINS_UNPOSTED, "number", "entry_id"),
    Guard(
        *("entry_has_postings", "entry", "UPDATE", "the entry has no postings", BALANCED),
        when=f"NEW.posted AND NOT OLD.posted AND NOT EXISTS ({POSTINGS})",
    ),
    Guard(
        *("entry_balances", "entry", "UPDATE", "the entry does not balance within each fund", BALANCED),
        when=f"NEW.posted AND NOT OLD.posted AND EXISTS ({POSTINGS} GROUP BY fund_id HAVING SUM(cents) <> 0)",
    ),
    Guard(
        *("fund_not_overdrawn", "entry", "UPDATE", "the fund would be overdrawn", BALANCED),
        when=(
            "NEW.posted AND NOT OLD.posted AND EXISTS (SELECT 1 FROM records_posting p "
            f"JOIN records_entry e ON e.number = p.entry_id WHERE p.account = '{CASH}' "
            f"AND (e.posted OR e.number = NEW.number) AND p.fund_id IN ({SPENDING}) "
            "GROUP BY p.fund_id HAVING SUM(p.cents) < 0)"
        ),
        # two writers at once: the second waits, then sees what the first spent
        lock=(
            "PERFORM pg_advisory_xact_lock(hashtextextended('cleanbill fund ' || fund_id, 0)) "
            f"FROM ({SPENDING} ORDER BY fund_id) spending WHERE NEW.posted AND NOT OLD.posted"
        ),
    ),
    Guard(
        *("entry_never_changes", "entry", "UPDATE", "a posted entry is never changed; post a correction", BALANCED),
        when="OLD.posted",
        fixed=("number", "entry_id"),
    ),
    Guard(
        *("entry_never_goes", "entry", "DELETE", "a posted entry is never deleted; post a correction", BALANCED),
        when="OLD.posted",
    ),
    Guard(
        *("posting_never_added", "posting", "INSERT", "nothing is added to a posted entry", BALANCED),
        when=IS_POSTED.format(row="NEW"),
        lock=LOCK_ENTRY.format(row="NEW"),
    ),
    written_once("posting", "nothing is added to a posted entry", "id"),
    Guard("posting_never_changes", "posting", "UPDATE", "a posting is never changed", BALANCED, when="TRUE"),
    Guard(
        *("posting_never_goes", "posting", "DELETE", "a posted entry keeps its postings", BALANCED),
        when=IS_POSTED.format(row="OLD"),
        lock=LOCK_ENTRY.format(row="OLD"),
    ),
)

COMES_LAST = "an act is added at the end of the chain, once"
ACTS = (
    Guard(
        *("act_comes_last", "act", "INSERT", COMES_LAST, CHAIN),
        when="NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM records_act)",
    ),
    written_once("act", COMES_LAST, "step_key", "sha256", "previous_sha256"),
    *stays("act", "an act is never deleted", "an act is never changed", law=CHAIN),
)

DECIDED_LATER = "a proposal is made once and decided by another person later"
TERMS_LATER = "terms of a fund are proposed once, each after the last, and approved by another later"
AGREED = (
    written_once("agreement", "an agreement is written once", "agreement_id"),
    *stays("agreement", "an agreement is never deleted", "an agreement is never changed; record the new one"),
    written_once("portfolio", "a portfolio is written once", "portfolio_id"),
    *stays("portfolio", "a portfolio is never deleted", "a portfolio as offered is never changed"),
    *stays("person", "staff is never deleted; take the roles away"),
    Guard("proposal_begins_open", "proposal", "INSERT", DECIDED_LATER, TWO_PEOPLE, when="NEW.decision <> ''"),
    written_once(
        *("proposal", DECIDED_LATER, "id", "purchase_id, kind, number"),
        when=(
            "EXISTS (SELECT 1 FROM records_proposal WHERE purchase_id = NEW.purchase_id AND kind = NEW.kind "
            "AND (decision = '' OR (decision = 'approved' AND kind <> 'remailing')))"
        ),
    ),
    Guard(
        *("proposal_decided_once", "proposal", "UPDATE", "a proposal is decided once and otherwise never changed"),
        TWO_PEOPLE,
        when="OLD.decision <> ''",
        fixed=(
            *("id", "purchase_id", "kind", "number", "contents_sha256", "proposed_by", "proposed_on", "written_by"),
        ),
    ),
    *stays("proposal", "a proposal is never deleted", law=TWO_PEOPLE),
    Guard(
        *("fundterms_begin_open", "fundterms", "INSERT", TERMS_LATER, TWO_PEOPLE),
        when=(
            "NEW.decision <> '' OR EXISTS (SELECT 1 FROM records_fundterms "
            "WHERE fund_id = NEW.fund_id AND (version >= NEW.version OR decision = ''))"
        ),
    ),
    written_once("fundterms", TERMS_LATER, "id"),
    Guard(
        *("fundterms_decided_once", "fundterms", "UPDATE"),
        *("terms of a fund are decided once and otherwise never changed", TWO_PEOPLE),
        when="OLD.decision <> ''",
        fixed=("id", "fund_id", "version", "terms", "proposed_by", "proposed_on"),
    ),
    *stays("fundterms", "terms of a fund are never deleted", law=TWO_PEOPLE),
)
