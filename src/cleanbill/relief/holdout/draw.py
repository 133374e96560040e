"""Draws the hold-out: the same people for the same seed, whatever the order of rows, and exact counts in each stratum.

In: people who qualify, the share that waits, a seed. Out: rows of `holdout`. Within a stratum people are ranked by a
keyed hash of seed and person (HMAC-SHA256), which nobody can steer who does not choose the seed after seeing it.
How many wait in each stratum is its share by the largest remainder, so that no coin decides how large an arm is.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import WHOLE_BP, allot, share_bp, usd
from cleanbill.relief.holdout.tables import HELD, RELIEF, Assigned

BY = ("state", "county")
BANDS_CENTS = (500_00, 2_000_00, 10_000_00)  # debts are told apart at these sums; where, is a choice of ours


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who qualifies: where they live, what they owe on the accounts that qualify, and their age if known."""

    person_id: str
    state: str | None
    county_fips: str | None
    face_cents: int
    age_years: int | None = None


def draw(
    people: Iterable[Candidate],
    *,
    share: int,
    seed: int,
    drawn_on: date,
    by: str = "state",
    known: Mapping[str, Assigned] | None = None,
) -> list[Assigned]:
    """Every person's arm by person, those `known` from earlier draws among them as they were drawn.

    `share` is what waits of the people who are drawn now, in basis points, above none and at most half.
    """
    if not 0 < share <= WHOLE_BP // 2:
        raise CleanbillError(f"A hold-out of {share / 100:g} % is none. Hold out more than 0 % and at most 50 %.")
    if by not in BY:
        raise CleanbillError(f"People are drawn by {' or '.join(BY)}, not by {by!r}.")
    earlier = dict(known or {})
    strata: dict[str, list[str]] = {}
    for one in people:
        if one.person_id not in earlier:
            strata.setdefault(stratum(one, by), []).append(one.person_id)
    drawn = dict(sorted(strata.items()))
    sizes = [len(names) for names in drawn.values()]
    waiting = allot(share_bp(sum(sizes), share), sizes) if sizes else []
    for (name, names), held in zip(drawn.items(), waiting, strict=True):
        ranked = sorted(names, key=lambda person: (_rank(seed, person), person))
        arms = [HELD] * held + [RELIEF] * (len(ranked) - held)
        earlier |= {
            person: Assigned(person, name, arm, drawn_on, seed) for person, arm in zip(ranked, arms, strict=True)
        }
    return [earlier[person] for person in sorted(earlier)]


def stratum(one: Candidate, by: str) -> str:
    """Place and size of debt."""
    where = (one.state if by == "state" else one.county_fips) or "unknown"
    limit = next((limit for limit in BANDS_CENTS if one.face_cents < limit), None)
    return f"{where}, {_size(limit)}"


@cache
def _size(limit: int | None) -> str:
    most = usd(limit or BANDS_CENTS[-1], cents_shown=False)
    return f"under {most}" if limit else f"{most} and more"


def _rank(seed: int, person: str) -> bytes:
    return hmac.digest(str(seed).encode(), person.encode(), "sha256")
