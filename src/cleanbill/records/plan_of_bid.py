"""A bid against the plan that it is of: sealed as it was made, under the terms in force, and for these very accounts.

Whoever calls `propose_bid` with a plan is held to it here, so that no other surface than the command line can bid for
a plan that was changed by hand, or was made before its funds were bound otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cleanbill.core.errors import CleanbillError
from cleanbill.fund import Terms, differences
from cleanbill.records.facts import Chosen
from cleanbill.records.store import Store
from cleanbill.vault import Keyring

if TYPE_CHECKING:
    from cleanbill.relief.round import Planned

KEYS = "keys"  # the folder of a programme's keys, beside its records
NAMED = ("holder", "account_id", "fund_id", "face_cents", "price_cents")  # of an account, in a plan as in a bid


def as_planned(store: Store, row: Any, plan: Planned, accounts: Sequence[Chosen], bound: Mapping[str, Terms]) -> None:
    """Raises CleanbillError where a purchase (`row`) may not bid for `accounts` by `plan`, under the terms `bound`."""
    plan.stands(Keyring(store.folder / KEYS).hashing_key())
    made_under(plan, bound)
    if row.programme != plan.programme or plan.qualified.get(row.portfolio_id) != _counted(row):
        raise CleanbillError(
            f"Purchase {row.purchase_id} was analysed for {row.programme}, where other accounts qualify than in the "
            "plan. Analyse it by the plan that is bid for."
        )
    rows = (tuple(each[name] for name in NAMED) for each in plan.rows(row.portfolio_id))
    if sorted(rows) != sorted(map(_as_row, accounts)):
        raise CleanbillError(f"The accounts of the bid are not those of {plan.plan}. Bid for what was planned.")


def made_under(plan: Planned, bound: Mapping[str, Terms]) -> None:
    """Raises CleanbillError where a plan was made under other terms: it might have chosen what these forbid."""
    for name, terms in sorted(bound.items()):
        if name not in plan.terms:
            raise CleanbillError(f"{plan.plan} spends of fund {name}, whose terms it was not made under. Plan anew.")
        if other := differences(terms, plan.terms[name]):
            raise CleanbillError(
                f"The plan was made under other terms of fund {name} than those in force: it has {'; '.join(other)}. "
                "Plan anew: `cleanbill relief plan` without --funds takes the terms in force."
            )


def _counted(row: Any) -> tuple[int, int]:
    return (row.qualified, row.qualified_face_cents)


def _as_row(account: Chosen) -> tuple[str, ...]:
    return tuple(str(getattr(account, name)) for name in NAMED)
