"""What became of a fund's money adds up, and handling is posted as what it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cleanbill.core.errors import CleanbillError
from cleanbill.fund import CASH, DEBT_HELD, FEES, GIFTS, GRANTS, GRANTS_DUE, HANDLING, handling, money
from cleanbill.ledger import Ledger, Posting, entry

EXAMPLE = yaml.safe_load((Path(__file__).parent / "money.yaml").read_text("utf-8"))
DAY = date(2026, 11, 10)


def ledger(moves: list[tuple[date, str, int]], fund: str = "drive") -> Ledger:
    return Ledger(
        tuple(
            entry(f"e{number}", day, "m", Posting(CASH, fund, cents), Posting(account, fund, -cents))
            for number, (day, account, cents) in enumerate(moves)
        )
    )


def test_worked_example() -> None:
    found = money(ledger([tuple(one) for one in EXAMPLE["entries"]]), "drive", EXAMPLE["today"])
    assert {key: getattr(found, key) for key in EXAMPLE["money"]} == EXAMPLE["money"]
    assert (found.left.cents, found.left.oldest_days) == (EXAMPLE["left_cents"], EXAMPLE["oldest_days"])


@given(
    st.lists(st.tuples(st.sampled_from([GIFTS, DEBT_HELD, HANDLING, FEES, "expenses:rent"]), st.integers(1, 999))),
    st.integers(0, 999),
)
def test_given_is_spent_or_left(moves: list[tuple[str, int]], due: int) -> None:
    """A fund that is given enough first; a grant that is claimed and not yet paid is not given."""
    posted = [(DAY, GIFTS, 100_000), *((DAY, name, cents if name == GIFTS else -cents) for name, cents in moves)]
    claimed = entry("claimed", DAY, "m", Posting(GRANTS_DUE, "drive", due), Posting(GRANTS, "drive", -due))
    found = money(Ledger((*ledger(posted).entries, *ledger([(DAY, GIFTS, 5)], "other").entries, claimed)), "drive", DAY)
    parts = (found.debt_cents, found.handling_cents, found.fees_cents, found.other_cents, found.left.cents)
    assert found.given_cents == sum(parts) == sum(cents for _, name, cents in posted if name == GIFTS)


def test_the_same_spending_has_the_same_id_and_other_words_another() -> None:
    spent = handling("drive", DAY, 12_000, "printing and  postage")
    assert {(one.account, one.cents) for one in spent.postings} == {(HANDLING, 12_000), (CASH, -12_000)}
    assert spent.memo == "Handling: printing and postage"
    assert spent == handling("drive", DAY, 12_000, " printing and postage ")
    others = [("south", DAY, 12_000, "a"), ("drive", date(2026, 11, 11), 12_000, "a"), ("drive", DAY, 12_001, "a")]
    ids = {handling(*one).entry_id for one in [("drive", DAY, 12_000, "a"), ("drive", DAY, 12_000, "b"), *others]}
    assert len(ids) == 5


@pytest.mark.parametrize(
    ("cents", "what", "says"), [(0, "post", "above zero"), (-1, "post", "above zero"), (1, " ", "Say what")]
)
def test_spending_of_nothing_or_on_nothing_is_refused(cents: int, what: str, says: str) -> None:
    with pytest.raises(CleanbillError, match=says):
        handling("drive", DAY, cents, what)
