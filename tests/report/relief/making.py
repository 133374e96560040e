"""Makes programmes to report on, from the short form of programmes.yaml and at random."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from cleanbill.fund import Aged, Money
from cleanbill.report.relief import Line, Programme, Round

TODAY = date(2026, 11, 24)
DAY = date(2026, 11, 10)
FUNDS, COUNTIES, ROUNDS = ("a", "b", "c"), ("25001", "25003", "25025"), ("r1", "r2", "r3")


def lines_of(short: dict[str, Any]) -> list[Line]:
    known = short["people"] != "none"
    first, last = short["people"] if known else (1, short["accounts"])
    return [
        made(
            short["round"], short["fund"], f"P{number}" if known else None, county=short.get("county"),
            state=short.get("state"), face=short["face"], price=short["price"], status=short.get("status", "abolished"),
        )
        for number in range(first, last + 1)
    ]  # fmt: skip


def made(
    purchase: str, fund: str, person: str | None, *, county: str | None = "25025", state: str | None = "MA",
    face: int = 10_000, price: int = 100, status: Any = "abolished", letter: str = "", due: bool = False,
) -> Line:  # fmt: skip
    return Line(
        purchase, fund, person, county, state, face, price, status,
        taken_back=status == "recalled", satisfaction_due=due,
        letter=letter,
    )  # fmt: skip


def programme(
    lines: list[Line], money: dict[str, Any] | None = None, offered: dict[str, Any] | None = None
) -> Programme:
    rounds = [
        Round(name, "undue", DAY, DAY, told[0], told[0] * 10_000, told[1], told[1] * 10_000)
        for name in sorted({one.purchase_id for one in lines})
        for told in [(offered or {}).get(name, (1_000, 800))]
    ]
    return Programme(lines, rounds, [_money(lines, name, told) for name, told in (money or {}).items()], TODAY)


def _money(lines: list[Line], fund: str, told: dict[str, int]) -> Money:
    debt = sum(one.price_cents for one in lines if one.fund_id == fund and one.status != "recalled")
    left = told["given"] - debt - told["handling"] - told["fees"]
    age = Aged(fund, {"up to 90 days": left, "more than a year": 0}, 30)
    return Money(fund, told["given"], debt, told["handling"], told["fees"], 0, age)


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    """Up to three funds, counties and rounds, each cell with nobody, a few or many, some people in several cells."""
    count = st.one_of(st.just(0), st.integers(1, 14), st.integers(0, 60))
    lines: list[Line] = []
    for fund in FUNDS[: draw(st.integers(1, 3))]:
        for county in COUNTIES[: draw(st.integers(1, 3))]:
            for purchase in ROUNDS[: draw(st.integers(1, 3))]:
                again = draw(st.integers(0, 20)) if draw(st.booleans()) else 0
                start = len(lines) - min(again, len(lines))
                lines += [
                    made(
                        purchase, fund, f"P{start + number}", county=county, face=1_000 + 37 * number, price=10 + number
                    )
                    for number in range(draw(count))
                ]
    return programme(lines or [made("r1", "a", "P0")])
