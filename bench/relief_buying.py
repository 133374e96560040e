"""What many funds buy of many accounts: how near the bound, how far above a greedy choice, how long.

python -m bench.relief_buying [ACCOUNTS] [FUNDS]    by default 200,000 and 200
"""

from __future__ import annotations

import sys
import time
from datetime import date

import numpy as np

from bench.memory import Peak
from cleanbill.fund import Area, Fund, Place, Restriction, Rung
from cleanbill.relief.selection import AIMS, Candidate, FundBudget, buy

ON, COUNTIES, STATES = date(2026, 6, 1), 300, 20


def offers(count: int, seed: int) -> list[Candidate]:
    """Accounts of one to three a person, in 300 counties of 20 states; faces lognormal, prices by age."""
    draw = np.random.default_rng(seed)
    person = np.sort(draw.integers(0, count // 2, count))
    county = draw.integers(0, COUNTIES, count // 2)[person]
    face = np.clip(draw.lognormal(10.8, 1.2, count), 100, 30_000_000).astype(int)
    price = np.maximum(face * draw.choice([20, 60, 100, 300, 550], count) // 10_000, 1)
    return [
        Candidate("sale", "H", f"A{n:07d}", f"P{person[n]}", _place(int(county[n])), int(face[n]), int(price[n]),
                int(face[n]) % 4)
        for n in range(count)
    ]  # fmt: skip


def _place(county: int) -> Place:
    state = county * STATES // COUNTIES
    return Place(county=f"{state + 10:02d}{county:03d}", state=_state(state))


def _state(number: int) -> str:
    return "A" + chr(ord("A") + number)


def budgets(count: int, seed: int) -> list[FundBudget]:
    """Funds of counties mostly, some of a state, a few of the nation; together about a third of all prices."""
    draw = np.random.default_rng(seed)
    made = []
    for n in range(count):
        kind = draw.random()
        county = int(draw.integers(0, COUNTIES))
        codes = [_place(county + step).county for step in range(int(draw.integers(1, 4))) if county + step < COUNTIES]
        area = Area("nation") if kind > 0.97 else Area("state", frozenset({_state(int(draw.integers(0, STATES)))}))
        if kind < 0.8:
            area = Area("county", frozenset(code for code in codes if code))
        made.append(FundBudget(Fund(f"F{n:03d}", "", Restriction((Rung(area),))), int(draw.lognormal(13.5, 1))))
    return made


def main(accounts: int, funds: int) -> None:
    offered, held = offers(accounts, 1), budgets(funds, 2)
    print(f"{accounts:,} accounts, {funds} funds with ${sum(budget.cents for budget in held) / 100:,.0f} in all")
    for aim in AIMS:
        with Peak() as peak:
            start = time.perf_counter()
            plan = buy(offered, held, aim=aim, on=ON)
            seconds = time.perf_counter() - start
        print(
            f"{aim}: {seconds:.1f} s, {peak.bytes / 1e9:.2f} GB, worth {plan.worth:,} of at most {plan.bound:,} "
            f"(gap {plan.gap_bp / 100:.2f} %); ratio: {plan.worth / max(plan.greedy, 1):.4f} times a greedy choice; "
            f"left ${sum(plan.left_cents.values()) / 100:,.2f}"
        )


if __name__ == "__main__":
    main(*(int(each.replace(",", "")) for each in (sys.argv[1:3] or ["200000", "200"])))
