"""Gifts from platforms' exports: every row counted, none twice, no name kept; entries balance; money ages."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanbill.core.errors import BadInput, BrokenLaw, CleanbillError
from cleanbill.fund import CASH, FEES, GIFTS, GIVEN_BACK, Fund, Gift, aged, by_chapter, entry_of, gift
from cleanbill.fund.platforms import layout, layout_names, read_gifts
from cleanbill.ledger import Ledger, Posting, entry

KEY, DAY = b"k" * 32, date(2026, 1, 1)
ACTBLUE = """Receipt ID,Date,Amount,Fee,Donor Email,Recipient,Refund Date
AB1,2026-01-05 10:00:00,25.00,0.99,ann@example.org,Mid-Missouri,
AB2,2026-01-06 11:30:00,"1,000.00",39.50,bob@example.org,St. Louis,
AB3,2026-01-07 09:00:00,50.00,1.98,ann@example.org,Mid-Missouri,2026-01-20
"""
ACTION = """uuid,created_at,Amount,Email,Group,Status
u1,2026-01-05,$10.00,Ann@Example.org,Kansas City,succeeded
u2,2026-01-05,10,ann@example.org,Kansas City,success
u3,2026-01-06,5,cy@example.org,Kansas City,failed
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "export.csv"
    path.write_text(text, "utf-8")
    return path


def read(path: Path, name: str, known: tuple[str, ...] = ()) -> object:
    return read_gifts(path, layout(name), key=KEY, fund_id="drive", known=known)


def test_actblue_s_rows_are_gifts_and_what_was_given_back(tmp_path: Path) -> None:
    told = read_gifts(written(tmp_path, ACTBLUE), layout("actblue"), key=KEY, fund_id="drive")
    assert [(one.gift_id, one.cents, one.fee_cents, one.given_back) for one in told.gifts] == [
        ("actblue-AB1", 2_500, 99, False),
        ("actblue-AB2", 100_000, 3_950, False),
        ("actblue-AB3-back", 5_000, 198, True),
    ]
    assert by_chapter(told.gifts) == {"Mid-Missouri": -2_500, "St. Louis": 100_000}
    assert told.gifts[0].donor_key == told.gifts[2].donor_key != told.gifts[1].donor_key
    assert "ann" not in repr(told)


def test_the_same_export_again_adds_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, ACTBLUE)
    first = read_gifts(path, layout("actblue"), key=KEY, fund_id="drive")
    again = read_gifts(path, layout("actblue"), key=KEY, fund_id="drive", known=[one.gift_id for one in first.gifts])
    assert (again.gifts, again.known) == ((), 3)
    twice = read_gifts(written(tmp_path, ACTBLUE + ACTBLUE.split("\n", 1)[1]), layout("actblue"), key=KEY, fund_id="d")
    assert (len(twice.gifts), twice.known) == (3, 3)


def test_failed_payments_give_nothing_and_alike_gifts_are_shown(tmp_path: Path) -> None:
    told = read_gifts(written(tmp_path, ACTION), layout("action-network"), key=KEY, fund_id="drive")
    assert (len(told.gifts), told.nothing) == (2, 1)
    assert told.alike == (("action-network-u1", "action-network-u2"),)


def test_every_fault_is_told_at_once_and_names_no_donor(tmp_path: Path) -> None:
    bad = "Receipt ID,Date,Amount,Donor Email\nAB1,soon,lots,\n,2026-01-05,5.00,dee@example.org\n"
    with pytest.raises(BadInput) as raised:
        read(written(tmp_path, bad), "actblue")
    found = {(one.row, one.column) for one in raised.value.findings}
    assert found == {(1, "date"), (1, "amount"), (1, "donor"), (2, "id")}
    assert "dee" not in str(raised.value)


@pytest.mark.parametrize("text", ["", "Name,Amount\nx,1\n", "Donation ID,Status\n1,complete\n"])
def test_a_file_without_what_a_gift_has_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        read(written(tmp_path, text), "givewp")


def test_a_word_of_status_that_is_not_known_is_a_finding(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not a word"):
        read(written(tmp_path, ACTION.replace("succeeded", "maybe")), "action-network")


@pytest.mark.parametrize("name", layout_names())
def test_each_layout_names_what_a_gift_has(name: str) -> None:
    assert layout(name).title
    with pytest.raises(CleanbillError, match="There are"):
        layout(name + "x")


def test_entries_balance_and_cash_is_what_came_less_the_fee() -> None:
    given_back = Gift("a", "f", "c", "d", DAY, 1_000, 30, given_back=True)
    book = Ledger().post(entry_of(Gift("b", "f", "c", "d", DAY, 2_500, 99)), entry_of(given_back))
    assert book.balance(CASH, "f") == 2_401 - 970
    assert book.balance(FEES, "f") == 99 - 30
    assert book.balance(GIFTS, "f") == -2_500
    assert book.balance(GIVEN_BACK, "f") == 1_000


@pytest.mark.parametrize(("cents", "fee"), [(0, 0), (-5, 0), (5, 6), (5, -1)])
def test_no_gift_is_of_nothing_or_less_than_its_fee(cents: int, fee: int) -> None:
    with pytest.raises(CleanbillError):
        Gift("a", "f", "c", "d", DAY, cents, fee)


def test_money_ages_first_in_first_out() -> None:
    book = Ledger().post(
        gift(Fund("f", ""), "g1", DAY, 100, ""),
        gift(Fund("f", ""), "g2", DAY + timedelta(days=200), 50, ""),
        entry("buy", DAY + timedelta(days=210), "", Posting(CASH, "f", -70), Posting("assets:debt held", "f", 70)),
    )
    told = aged(book, "f", DAY + timedelta(days=400))
    # 30 of the first gift, 400 days old, and all of the second, 200 days old
    assert told.by_band == {"up to 90 days": 0, "91 to 180 days": 0, "181 to 365 days": 50, "more than a year": 30}
    assert (told.cents, told.oldest_days) == (80, 400)


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(-80, 100).filter(bool)), min_size=1, max_size=20))
@settings(deadline=None)
def test_ages_add_up_to_the_balance_or_the_overdraft_is_told(moves: list[tuple[int, int]]) -> None:
    book, today = Ledger(), DAY + timedelta(days=600)
    for number, (days, cents) in enumerate(moves):
        on = DAY + timedelta(days=days)
        book = book.post(entry(f"e{number}", on, "", Posting(CASH, "f", cents), Posting(GIFTS, "f", -cents)))
    ordered = sorted(moves, key=lambda one: one[0])
    running = [sum(cents for _, cents in ordered[: n + 1]) for n in range(len(ordered))]
    if min(running) < 0:
        with pytest.raises(BrokenLaw):
            aged(book, "f", today)
    else:
        assert aged(book, "f", today).cents == running[-1] == book.balance(CASH, "f")
