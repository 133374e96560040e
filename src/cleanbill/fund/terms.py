"""The terms of a fund: how it is bound, and what of it may be spent on debts in all. Written, read back, compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cleanbill.core.money import usd
from cleanbill.fund.fund import Fund
from cleanbill.fund.place import Area
from cleanbill.fund.purpose import Purpose
from cleanbill.fund.restriction import Restriction, Rung


@dataclass(frozen=True, slots=True)
class Terms:
    """A fund with its restriction, and the cents that it may spend on debts, over all purchases."""

    fund: Fund
    cents: int

    @property
    def words(self) -> str:
        """The terms for people, in one sentence."""
        return f"{usd(self.cents)} in all, {self.fund.restriction.words}"


def written(terms: Terms) -> dict[str, Any]:
    """The terms as JSON has them; one form for one meaning. Kept for good: `read_terms` reads earlier forms too."""
    bound = terms.fund.restriction
    return {
        "name": terms.fund.name,
        "dollars_cents": terms.cents,
        "ladder": [
            {"level": rung.area.level, "codes": sorted(rung.area.codes), "since": _told(rung.since)}
            for rung in bound.rungs
        ],
        "not_before": _told(bound.not_before),
        "spend_by": _told(bound.spend_by),
        "purpose": {"creditors": sorted(bound.purpose.creditors), "kinds": sorted(bound.purpose.kinds)},
    }


def read_terms(fund_id: str, held: Mapping[str, Any]) -> Terms:
    """The terms that `written` wrote down. Raises LookupError, TypeError or ValueError where it did not."""
    rungs = [Rung(Area(one["level"], frozenset(one["codes"])), _day(one["since"])) for one in held["ladder"]]
    purpose = held.get("purpose", {})  # terms kept before there were purposes
    bound = Restriction(tuple(rungs), _day(held["not_before"]), _day(held["spend_by"]), _purpose(purpose))
    return Terms(Fund(fund_id, held["name"], bound), int(held["dollars_cents"]))


def _purpose(held: Mapping[str, Any]) -> Purpose:
    return Purpose(*(frozenset(held.get(name, ())) for name in ("creditors", "kinds")))


def differences(one: Terms, other: Terms) -> list[str]:
    """What binds otherwise in `other`, each as "spend_by 2027-06-30, not 2027-12-31"; a name binds nothing."""
    pairs = zip(_binding(one).items(), _binding(other).values(), strict=True)
    return [f"{key} {now}, not {then}" for (key, then), now in pairs if now != then]


def _binding(terms: Terms) -> dict[str, str]:
    bound = terms.fund.restriction
    return {
        "dollars": usd(terms.cents),
        "ladder": Restriction(bound.rungs).words,
        "not_before": _told(bound.not_before) or "any day",
        "spend_by": _told(bound.spend_by) or "any day",
        "purpose": bound.purpose.words or "any debt",
    }


def _told(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(told: str | None) -> date | None:
    return None if told is None else date.fromisoformat(told)
