"""A portfolio's price by account: worked sums; any price and faces add up, against a slow oracle."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanbill.relief.value import allocated, valued
from tests.relief.screens.offers import accounts

CASES = yaml.safe_load((Path(__file__).parent / "value.yaml").read_text())
TODAY = CASES["today"]


def shares(con: Any, rows: list[dict[str, Any]], price: int) -> dict[str, int]:
    held = accounts(rows)
    told = allocated(held, valued(held, today=TODAY), price_cents=price)
    assert tuple(told.columns) == tuple(held.columns)
    return {row["account_id"]: row["sale_price_cents"] for row in con.to_pyarrow(told).to_pylist()}


def of_faces(faces: list[int]) -> list[dict[str, Any]]:
    return [
        {"id": f"{n:03}", "current_balance_cents": face, "placement_status": "provider"} for n, face in enumerate(faces)
    ]


def test_worked_examples(engine: Any) -> None:
    for case in CASES["allocations"]:
        got = shares(engine, of_faces(case["faces"]), case["price"])
        assert [got[f"{n:03}"] for n in range(len(got))] == case["shares"], case


def slow(faces: list[int], price: int) -> list[int]:
    """By largest remainder, in fractions: a provider's fresh account is worth 5.5 % of its face, half up."""
    worth = [(face * 550 + 5_000) // 10_000 for face in faces]
    weights = worth if sum(worth) else faces
    least = 1 if len(faces) <= price else 0
    exact = [Fraction((price - least * len(faces)) * weight, sum(weights)) for weight in weights]
    given_ = [int(one) for one in exact]
    left = price - least * len(faces) - sum(given_)
    for n in sorted(range(len(faces)), key=lambda n: (given_[n] - exact[n], n))[:left]:
        given_[n] += 1
    return [least + one for one in given_]


@settings(max_examples=12, deadline=None)
@given(
    faces=st.lists(st.integers(1, 3_000_000_000), min_size=1, max_size=40),
    price=st.integers(0, 1_000_000_000),
    data=st.data(),
)
def test_shares_add_up_to_the_price_in_any_order(
    faces: list[int], price: int, data: st.DataObject, duckdb_engine: Any
) -> None:
    got = shares(duckdb_engine, data.draw(st.permutations(of_faces(faces))), price)
    assert [got[f"{n:03}"] for n in range(len(faces))] == slow(faces, price)
    assert sum(got.values()) == price
