"""The guards as triggers: one for each table and kind of write, made from the rules for SQLite and for PostgreSQL.

Puts them into a database, takes them away for a change of its tables, and tells which are not there.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.db.migrations.operations.base import Operation

from cleanbill.records.guards.purchase_rules import ACCOUNTS, DESTRUCTIONS, LETTERS, PURCHASES
from cleanbill.records.guards.rules import ACTS, AGREED, LEDGER, WRITTEN, Guard, differs

WRITES = (*LEDGER, *ACTS, *AGREED, *PURCHASES, *ACCOUNTS, *LETTERS, *DESTRUCTIONS)
TABLES = tuple(dict.fromkeys(guard.table for guard in WRITES))
GUARDS = (
    *WRITES,
    *(  # SQLite has no TRUNCATE
        Guard(
            f"{table}_never_emptied", table, "TRUNCATE", f"{table} is never emptied", WRITTEN, "TRUE", only="postgresql"
        )
        for table in TABLES
    ),
)
INSTALLED = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}
OURS = {  # what drops each guard that is there, also one that is no longer in the list
    "sqlite": (
        "SELECT 'DROP TRIGGER ' || name FROM sqlite_master "
        "WHERE type = 'trigger' AND tbl_name LIKE 'records\\_%' ESCAPE '\\'"
    ),
    "postgresql": (  # a function takes its trigger with it
        "SELECT DISTINCT 'DROP FUNCTION ' || tgfoid::regprocedure || ' CASCADE' FROM pg_trigger "
        "JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal AND relname LIKE 'records\\_%'"
    ),
}
REFUSAL = """\
{lock}  IF {condition} THEN
    RAISE EXCEPTION '%', '{message}' USING ERRCODE = 'check_violation';
  END IF;"""
RETURNED = {"INSERT": "NEW", "UPDATE": "NEW", "DELETE": "OLD", "TRUNCATE": "NULL"}


def triggers(vendor: str, guards: Iterable[Guard] = GUARDS) -> dict[str, tuple[str, ...]]:
    """The triggers of a kind of database by name: the statements that make each."""
    ours = sorted((guard for guard in guards if guard.only in ("", vendor)), key=_trigger)
    made = sqlite if vendor == "sqlite" else postgresql
    return {name: made(name, tuple(rules)) for name, rules in groupby(ours, key=_trigger)}


def sqlite(name: str, rules: tuple[Guard, ...]) -> tuple[str, ...]:
    """The trigger `name` of one table and kind of write: its rules in their order."""
    lines = (f"  SELECT RAISE(ABORT, '{rule.message}') WHERE {condition(rule)};" for rule in rules)
    body = "\n".join(lines).replace("IS DISTINCT FROM", "IS NOT")  # which SQLite knows since 3.39 alone
    return (f"CREATE TRIGGER {name} BEFORE {rules[0].event} ON records_{rules[0].table}\nBEGIN\n{body}\nEND",)


def postgresql(name: str, rules: tuple[Guard, ...]) -> tuple[str, ...]:
    """A function with the rules in their order, and the trigger `name` that calls it."""
    event, table = rules[0].event, rules[0].table
    body = "\n".join(
        REFUSAL.format(lock=f"  {rule.lock};\n" if rule.lock else "", condition=condition(rule), message=rule.message)
        for rule in rules
    )
    rows = "STATEMENT" if event == "TRUNCATE" else "ROW"
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n{body}\n"
        f"  RETURN {RETURNED[event]};\nEND $$",
        f"CREATE TRIGGER {name} BEFORE {event} ON records_{table} FOR EACH {rows} EXECUTE FUNCTION {name}()",
    )


def condition(rule: Guard) -> str:
    """Where the rule refuses a write, in SQL of both databases."""
    taken = (" AND ".join(f"{column} = NEW.{column}" for column in key.split(", ")) for key in rule.keys)
    parts = (
        *((rule.when,) if rule.when else ()),
        *(differs(column) for column in rule.fixed),
        *(f"OLD.{column} IS NOT NULL AND {differs(column)}" for column in rule.once),
        *(f"EXISTS (SELECT 1 FROM records_{rule.table} WHERE {key})" for key in taken),
    )
    return " OR ".join(f"({part})" for part in parts)


def install(connection: Any) -> None:
    """Creates every guard on a Django connection whose tables exist."""
    with connection.cursor() as cursor:
        for statements in triggers(connection.vendor).values():
            for statement in statements:
                cursor.execute(statement)


def remove(connection: Any) -> None:
    """Drops every guard: only within a migration, which installs them again before it ends."""
    with connection.cursor() as cursor:
        cursor.execute(OURS[connection.vendor])
        for (drop,) in cursor.fetchall():
            cursor.execute(drop)


def missing(connection: Any) -> set[str]:
    """Names of guards that the database does not have, or has switched off."""
    with connection.cursor() as cursor:
        cursor.execute(INSTALLED[connection.vendor])
        return set(triggers(connection.vendor)) - {row[0] for row in cursor.fetchall()}


class InstallGuards(Operation):
    """The last operation of a migration: the guards as the rules say now. One that changes tables takes them away
    first with `RemoveGuards`, as SQLite loses a table's guards with each change of it and renames no table that a
    guard speaks of.
    """

    reversible = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """No model changes."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Creates the guards."""
        install(schema_editor.connection)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drops the guards."""
        remove(schema_editor.connection)

    def describe(self) -> str:
        """In the list of what a migration does."""
        return "Installs the guards"


class RemoveGuards(InstallGuards):
    """The first operation of a migration that changes tables; its last is `InstallGuards`."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drops the guards."""
        remove(schema_editor.connection)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Creates the guards."""
        install(schema_editor.connection)

    def describe(self) -> str:
        """In the list of what a migration does."""
        return "Removes the guards"


def _trigger(guard: Guard) -> str:
    return f"records_{guard.table}_{guard.event.lower()}"
