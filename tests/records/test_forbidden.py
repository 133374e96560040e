"""Each rule of the guards refuses what it should in its own words; without the rule the write goes through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from cleanbill.records.guards import GUARDS, triggers
from tests.records import databases
from tests.records.conftest import Opened
from tests.records.forbidden import RULES, STAGES, Write


@dataclass(frozen=True, slots=True)
class Raw:
    """A connection past the records, in which every statement is undone."""

    kind: str
    connection: Any

    @contextmanager
    def undone(self) -> Iterator[None]:
        """What is written within is rolled back."""
        self.connection.execute("BEGIN")
        try:
            yield
        finally:
            self.connection.execute("ROLLBACK")

    def refusal(self, statement: str) -> str:
        """What the database says against a statement; empty where it lets it through."""
        try:
            self.connection.execute(statement)
        except Exception as error:
            return str(error).splitlines()[0]
        return ""

    def weaken(self, write: Write) -> None:
        """Takes the rule out of its trigger, or puts the weaker one in its place."""
        rule = RULES[write.rule]
        name = f"records_{rule.table}_{rule.event.lower()}"
        drop = f"DROP TRIGGER {name}" if self.kind == "sqlite" else f"DROP FUNCTION {name} CASCADE"
        rules = (write.weakened if guard is rule else guard for guard in GUARDS)
        for statement in (drop, *triggers(self.kind, [guard for guard in rules if guard]).get(name, ())):
            self.connection.execute(statement)


def test_each_rule_refuses_and_is_needed(opened: Opened) -> None:
    tried: set[str] = set()
    for before, writes in STAGES:
        for step in before:
            step(opened.store)
        with databases.outsider(opened.folder, opened.address) as connection:
            for write in writes():
                if RULES[write.rule].only in ("", opened.kind):
                    _try(Raw(opened.kind, connection), write)
                    tried.add(write.rule)
    assert {guard.name for guard in GUARDS if guard.only in ("", opened.kind)} == tried


def _try(raw: Raw, write: Write) -> None:
    with raw.undone():
        for statement in write.first:
            raw.connection.execute(statement)
        assert raw.refusal(write.statement) == RULES[write.rule].message, write
    with raw.undone():
        raw.weaken(write)
        for statement in write.first:
            raw.connection.execute(statement)
        said = raw.refusal(write.statement)
        assert not said or (write.backed and re.search(write.backed, said)), (said, write)


def test_no_two_rules_have_one_name() -> None:
    assert len(RULES) == len(GUARDS)
    assert all(guard.law for guard in GUARDS)
