"""What may still be bid for and bought: what is on offer, by the plan as it was sealed.

A seller who corrects a file offers the new one and no longer the old. A correction is an act of the chain, which
nothing changes or removes; every step on the way to a purchase asks for it again. So it is with the data: once its
destruction is approved, nothing of it is offered, or leaves its seal. Whoever bids by a plan is held to it here, so
that no surface can bid for one that was changed by hand, or was made before its funds were bound otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cleanbill.core.errors import CleanbillError
from cleanbill.fund import Terms, differences
from cleanbill.records import models
from cleanbill.records.facts import By, Chosen
from cleanbill.records.step import Details, Step, take
from cleanbill.records.store import Store
from cleanbill.vault import Keyring

if TYPE_CHECKING:
    from cleanbill.relief.round import Planned

CORRECTED = "correct a portfolio"
KEYS = "keys"  # the folder of a programme's keys, beside its records
NAMED = ("holder", "account_id", "fund_id", "face_cents", "price_cents")  # of an account, in a plan as in a bid


def correct_portfolio(
    store: Store, by: By, portfolio_id: str, *, corrected_by: str, holder: str, sale_file_sha256: str
) -> None:
    """Records that `holder` corrected the file of a portfolio: `corrected_by` is the portfolio of the new file.

    From here on the first is not on offer: what is not yet bought of it is not bought. `sale_file_sha256` is of the
    new file. Raises CleanbillError where another holder offered the first, or another file corrects it already.
    """
    details: Details = {"corrected_by": corrected_by, "holder": holder, "sale_file_sha256": sale_file_sha256}

    def do() -> Details:
        offered = models.Portfolio.objects.using(store.alias).filter(portfolio_id=portfolio_id).first()
        if offered is not None and offered.holder != holder:
            raise CleanbillError(
                f"{portfolio_id} is of {offered.holder}, not of {holder}. A file corrects one of the same holder."
            )
        if corrected_by == portfolio_id:
            raise CleanbillError(f"A file does not correct itself. Give the one that corrects {portfolio_id} a name.")
        return details

    step = Step(f"{portfolio_id}/{CORRECTED}", CORRECTED, portfolio_id, by, "prepare", details)
    take(store, step, do)


def corrections(store: Store) -> dict[str, str]:
    """Portfolios that are no longer on offer -> the portfolio of the file that corrects them."""
    rows = models.Act.objects.using(store.alias).filter(act=CORRECTED).values_list("subject", "details")
    return {name: str(json.loads(details)["corrected_by"]) for name, details in rows}


def still_on_offer(store: Store, portfolio_id: str) -> None:
    """Raises CleanbillError where the seller corrected the file of a portfolio."""
    rows = models.Act.objects.using(store.alias).filter(act=CORRECTED, subject=portfolio_id)
    stored = rows.values_list("details", flat=True).first()
    if stored is not None:
        newer = json.loads(stored)["corrected_by"]
        raise CleanbillError(
            f"{newer} corrects {portfolio_id}, which is no longer on offer. Withdraw what is not bought yet, and offer "
            f"{newer}."
        )


def not_destroyed(store: Store, portfolio_id: str, remedy: str) -> None:
    """Raises CleanbillError, with what to do about it, where the destruction of a portfolio's data is approved."""
    gone: Any = models.Destruction.objects.using(store.alias).filter(portfolio_id=portfolio_id)
    if gone.exclude(approved_by="").exists():
        raise CleanbillError(f"The data of portfolio {portfolio_id} was destroyed. {remedy}")


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
