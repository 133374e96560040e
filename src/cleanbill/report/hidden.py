"""Which dollars of the worlds the public may not see, because 1 to 10 people stand behind them.

In: the summary. Out: for each world the keys that read "withheld", in pictures,
tables and sentences alike. Kept simple, and so a little more than would do:

- few people in debt: nothing of how that world's bills ended, as what was asked
  for is known and the debt would follow from the rest;
- few in debt after relief, few relieved, or few accounts at a step of the fund:
  nothing of what was bought, nor the debt that is left (today's less the abolished);
- few people asked for money: not what was asked either, nor what was allowed or
  written down, from which it follows;
- few residents: nothing at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cleanbill.core.money import usd
from cleanbill.report.money_words import short_usd
from cleanbill.report.small_cells import WITHHELD, is_small
from cleanbill.report.summary import WORLDS

ENDED = frozenset({"paid_cents", "assisted_cents", "written_off_cents", "debt_cents", "abolished_cents"})
ASKED = frozenset({"patient_share_cents", "allowed_cents", "contractual_cents"})
ACCOUNTS = ("accounts_offered", "accounts_qualified", "accounts_relieved")
BOUGHT = frozenset({"spent_cents", "abolished_cents", *ACCOUNTS, *(f"{key}_cents" for key in ACCOUNTS)})


def hidden(summary: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """World -> keys of it that are withheld."""
    worlds = summary["worlds"]
    if is_small(summary["people"]):
        return {world: frozenset(worlds[world]) for world in WORLDS}
    keys = {world: _of_world(worlds[world]) for world in WORLDS}
    relief = worlds["relief"]
    bought = ("people_in_debt", "people_relieved", *ACCOUNTS)
    if keys["today"] >= ENDED or any(is_small(relief.get(key, 0)) for key in bought):
        # Bills end alike in both worlds but for what the fund bought.
        keys["relief"] = keys["today"] | BOUGHT | {"debt_cents"}
    return keys


def _of_world(numbers: Mapping[str, Any]) -> frozenset[str]:
    if is_small(numbers["people_owing"]):
        return ASKED | ENDED
    return ENDED if is_small(numbers["people_in_debt"]) else frozenset()


def exact(numbers: Mapping[str, Any], key: str, withheld: frozenset[str]) -> str:
    """The amount to the cent, or "withheld"."""
    return WITHHELD if key in withheld else usd(numbers[key])


def short(numbers: Mapping[str, Any], key: str, withheld: frozenset[str]) -> str:
    """The amount in three digits, or "withheld"."""
    return WITHHELD if key in withheld else short_usd(numbers[key])
