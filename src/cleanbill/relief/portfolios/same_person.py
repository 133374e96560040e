"""The ids that a person has and had: what is said of a person must hold under each of them.

Letters bear the id that was their person's when they were made; the registry has the one of now.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from cleanbill.core.errors import CleanbillError, near_miss
from cleanbill.relief.portfolios.people import former_ids, known_people

LIKE = 6  # signs at one end of an id that a misspelt one shares with it: to compare with all would take long


def ids_of(store: Path, person: str, lettered: Collection[str] = ()) -> list[str]:
    """The id of `person` now, then every id they had; `lettered` are people whom letters name.

    Raises CleanbillError where nobody has or had that id. It does not repeat what was typed, which may be a name.
    """
    known, former = known_people(store), former_ids(store)
    people = set(lettered) if known is None else {*known["person_id"].to_pylist(), *lettered}
    now = former.get(person, person)
    if now not in people and person not in former:
        raise _nobody(person, people | former.keys(), resolved=known is not None)
    return [now, *sorted(old for old, new in former.items() if new == now)]


def _nobody(person: str, people: Collection[str], *, resolved: bool) -> CleanbillError:
    alike = [one for one in people if one[:LIKE] == person[:LIKE] or one[-LIKE:] == person[-LIKE:]]
    near = near_miss(person, sorted(alike))
    meant = f" Was {near} meant?" if near else ""
    where = "held-*.csv and registry/people.parquet have the ids." if resolved else "Run `cleanbill relief people`."
    return CleanbillError(f"Nobody has this id, so that nothing would be held back.{meant} {where}")
