"""People of a purchase's accounts: one each, with all their accounts, at the best address."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cleanbill.relief.letters import Barred, address_key, mailing, recipients

CASES = yaml.safe_load((Path(__file__).parent / "recipients.yaml").read_text("utf-8"))
KEY = bytes(32)
PLAIN: dict[str, Any] = {
    "person_key": "P", "holder": "H", "account_id": "A1", "orig_account": "00A1", "orig_creditor": "Mercy",
    "current_balance_cents": 10_000, "date_of_service": date(2024, 1, 1), "last_payment_date": None,
    "first_name": "Jo", "last_name": "Doe", "birth_date": None, "address": "1 Elm St", "city": "Boston",
    "state": "MA", "zip": "02118", "language": None, "minor_flag": None, "deceased_date": None,
    "bankruptcy_chapter": None, "attorney_flag": None, "cease_flag": None, "confidential_flag": None,
}  # fmt: skip


def row(number: int, **told: Any) -> dict[str, Any]:
    return {**PLAIN, "source_row": number, **told}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_a_person_of_accounts(case: dict[str, Any]) -> None:
    bad = {("P", address_key(KEY, (street, "Boston, MA 02118"))) for street in case.get("bad", ())}
    barred = Barred(frozenset(case.get("never", ())), frozenset(case.get("dead", ())), frozenset(bad))
    (one,) = recipients([row(n, **told) for n, told in enumerate(case["rows"], 1)], barred, KEY)
    found = {"ends": [each.number_end for each in one.accounts], "creditors": [each.creditor for each in one.accounts]}
    for name, value in case["gets"].items():
        told = found[name] if name in found else getattr(one, name)
        assert (list(told) if isinstance(told, tuple) else told) == value, name


def test_another_persons_bad_address_is_not_mine() -> None:
    elsewhere = frozenset({("Q", address_key(KEY, ("1 Elm St", "Boston, MA 02118")))})
    (one,) = recipients([row(1)], Barred(addresses=elsewhere), KEY)
    assert not one.address_returned


@given(st.lists(st.tuples(st.sampled_from("PQRS"), st.integers(1, 10**6)), max_size=12), st.randoms())
def test_people_and_faces_add_up_in_any_order(told: list[tuple[str, int]], chance: random.Random) -> None:
    rows = [row(n, person_key=key, current_balance_cents=face) for n, (key, face) in enumerate(told, 1)]
    found = recipients(rows, Barred(), KEY)
    assert [one.person_key for one in found] == sorted({key for key, _ in told})
    assert {one.person_key: one.face_cents for one in found} == {
        key: sum(face for other, face in told if other == key) for key, _ in told
    }
    chance.shuffle(rows)
    assert recipients(rows, Barred(), KEY) == found
    assert mailing(found, date(2026, 11, 24)).counts["people"] == len(found)
