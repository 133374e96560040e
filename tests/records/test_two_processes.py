"""Two processes at once on one store: a debt is bought once, a step taken once, a fund not overdrawn."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from cleanbill.fund import CASH
from cleanbill.ledger import Posting, entry
from cleanbill.records import Chosen
from cleanbill.records.step import check
from tests.records import drive
from tests.records.conftest import Opened
from tests.records.drive import PREPARED, by, steps

# waits for the start that both see, then takes the step; prints what came of it
PROCESS = """
import sys, time
from pathlib import Path
from cleanbill import records
from cleanbill.core.errors import CleanbillError
from tests.records.drive import steps
folder, address, purchase, start = sys.argv[1:]
store = records.Store.open(Path(folder), address)
store.purchases()
Path(f"{start}.{purchase}.{sys.argv[0] or ''}{time.monotonic_ns()}").touch()
while not Path(start).exists():
    pass
try:
    steps(purchase)[4](store)
    print("done")
except CleanbillError as error:
    print(error)
"""


def both(opened: Opened, root: Path, tmp_path: Path, *purchases: str) -> list[str]:
    """Owns the purchases, each in a process of its own, at the same moment; what each said."""
    start = tmp_path / "start"
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS, str(opened.folder), opened.address, one, str(start)],
            cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for one in purchases
    ]  # fmt: skip
    while len(list(tmp_path.glob("start.*"))) < len(running) and all(one.poll() is None for one in running):
        time.sleep(0.01)
    start.touch()
    said = [one.communicate(timeout=60) for one in running]
    assert [error for _, error in said] == [""] * len(running)
    return sorted(out.strip() for out, _ in said)


@pytest.fixture
def ready(opened: Opened) -> Opened:
    """Two approved bids that share one debt, which another seller offers under another number."""
    for step in (*PREPARED, *steps()[:4]):
        step(opened.store)
    for step in steps("p2", (Chosen("Mercy", "Z-9", "mercy|a2", "south", 120_000, 700),))[:4]:
        step(opened.store)
    opened.store.close()
    return opened


def test_of_two_that_buy_one_debt_exactly_one_wins(ready: Opened, root: Path, tmp_path: Path) -> None:
    lost, won = both(ready, root, tmp_path, "p1", "p2")
    assert won == "done"
    assert "owned once ever" in lost
    states = sorted(one.state for one in ready.store.purchases())
    assert states == ["bid", "owned"]
    bought = [one for one in ready.store.entries().entries if one.entry_id.endswith("bought")]
    assert len(bought) == 1
    check(ready.store.alias)


def test_of_two_that_take_one_step_it_is_taken_once(ready: Opened, root: Path, tmp_path: Path) -> None:
    acts = ready.store.head().number
    ready.store.close()
    assert both(ready, root, tmp_path, "p1", "p1") == ["done", "done"]
    assert ready.store.head().number == acts + 1
    assert ready.store.balances()["assets:cash", "north"] == 200


def test_two_that_together_would_overdraw_a_fund_do_not(opened: Opened, root: Path, tmp_path: Path) -> None:
    """South had 2,000 when both bid 1,000, and has 1,500: one may pay, not both."""
    for step in PREPARED:
        step(opened.store)
    for name in ("p1", "p2"):
        for step in steps(name, (Chosen("Mercy", name, name, "south", 100_000, 1_000),))[:4]:
            step(opened.store)
    fee = entry("fee", date(2026, 11, 5), "Fee", Posting(CASH, "south", -500), Posting("costs", "south", 500))
    opened.store.post(by("ann", 5), [fee])
    opened.store.close()
    said = both(opened, root, tmp_path, "p1", "p2")
    assert said[0] == "done" or said[1] == "done"
    assert any("overdrawn" in one for one in said)
    assert opened.store.balances()["assets:cash", "south"] == 500


def test_a_new_store_is_opened_by_two_at_once(kind: str, root: Path, tmp_path: Path) -> None:
    from tests.records import databases  # noqa: PLC0415

    opening = "import sys; from pathlib import Path; from cleanbill import records; "
    opening += "print(records.Store.open(Path(sys.argv[1]), sys.argv[2]).head().number)"
    with databases.address(kind) as at:
        command = [sys.executable, "-c", opening, str(tmp_path), at]
        running = [
            subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for _ in range(3)
        ]
        assert [one.communicate(timeout=60) for one in running] == [("0\n", "")] * 3


GUESS = """
import sys, time
from datetime import UTC, date, datetime
from pathlib import Path
from cleanbill import records
from cleanbill.law import parameter
folder, address, client, start = sys.argv[1:]
store = records.Store.open(Path(folder), address)
store.purchases()
rules = {**parameter("us/letter_rules").at(date(2026, 11, 24)), "free_tries": 1000}
Path(f"{start}.{client}").touch()
while not Path(start).exists():
    pass
for day in range(1, 11):
    now = datetime(2026, 12, 1, tzinfo=UTC)
    store.check_letter("7K2M-Q9RT-4VXA-HB3C", date(1980, 1, day), client, key=b"k" * 32, now=now, rules=rules)
print("done")
"""


def test_of_two_that_guess_at_once_no_guess_is_lost(opened: Opened, root: Path, tmp_path: Path) -> None:
    start = tmp_path / "start"
    opened.store.close()
    running = [
        subprocess.Popen(
            [sys.executable, "-c", GUESS, str(opened.folder), opened.address, client, str(start)],
            cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for client in ("one", "two")
    ]  # fmt: skip
    while len(list(tmp_path.glob("start.*"))) < len(running) and all(one.poll() is None for one in running):
        time.sleep(0.01)
    start.touch()
    assert [one.communicate(timeout=60) for one in running] == [("done\n", "")] * 2
    counted = opened.outside("SELECT wrong FROM records_guesses ORDER BY wrong")
    assert counted == [(10,), (10,), (20,)], "ten of each who asked, twenty on the code"


def test_funds_of_the_drive_are_enough_for_one(ready: Opened) -> None:
    assert ready.store.balances()["assets:cash", "south"] >= 1_200
    assert drive.ACCOUNTS[1].debt_key == "mercy|a2"
