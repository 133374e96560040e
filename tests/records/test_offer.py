"""What cannot be bought is not offered, and says why in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cleanbill.core.errors import CleanbillError
from cleanbill.records import Store
from tests.records import drive
from tests.records.drive import by


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"seller_kind": "hospital"}, "'hospital' is no kind of seller. The seller is one of provider, agency, buyer"),
        ({"accounts": 0, "face_cents": 0}, "has no account that can be bought. Its quality.csv says why"),
    ],
)
def test_what_cannot_be_bought_is_not_offered(store: Store, wrong: dict[str, Any], why: str) -> None:
    drive.staffed(store)
    with pytest.raises(CleanbillError, match=why):
        store.offer(by("ann", 3), "p1", replace(drive.portfolio(), **wrong))
    assert store.purchases() == ()


def test_a_portfolio_stays_of_the_kind_it_was_offered_as(store: Store) -> None:
    drive.staffed(store)
    store.offer(by("ann", 3), "p1", drive.portfolio())
    with pytest.raises(CleanbillError, match="was offered as a provider's"):
        store.offer(by("ann", 3), "p2", replace(drive.portfolio(), seller_kind="buyer"))
