"""Payment runs: worked examples, and random claims, days and re-runs against a slow office."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import ibis
import pyarrow as pa
import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cleanbill.core.tables import ibis_schema
from cleanbill.payer.payment_run import (
    Payable,
    PayeeRemittance,
    Payment,
    PromptPay,
    Refund,
    massachusetts,
    medicare,
    provider_adjustments,
    reconcile,
    run,
)
from tests.payer.paying_oracle import Office

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "prompt_pay.yaml").read_text())
RULE = {"massachusetts": massachusetts, "medicare": medicare}
SCHEMA = {kind: ibis_schema(kind).to_pyarrow() for kind in (Payable, Payment, PayeeRemittance, Refund)}
START = date(2025, 1, 1)
Row = dict[str, Any]


def table(rows: list[Row], kind: Any) -> Any:
    return ibis.memtable(pa.Table.from_pylist(rows, schema=SCHEMA[kind]))


def claim(name: str, amount: int, *, version: int = 1, received: date = START, **more: Any) -> Row:
    base = {"payable_id": name, "version": version, "kind": "claim", "payee_id": "H1", "fund_id": "trust"}
    return base | {"received_on": received, "approved_on": received, "clean": True, "amount_cents": amount} | more


class Book:
    """The registry, one run after another."""

    def __init__(self, con: Any) -> None:
        self.con = con
        self.payment: list[Row] = []
        self.remittance: list[Row] = []
        self.refund: list[Row] = []

    def held(self) -> tuple[Any, Any, Any]:
        return table(self.payment, Payment), table(self.remittance, PayeeRemittance), table(self.refund, Refund)

    def run(self, payables: list[Row], on: date, rule: PromptPay | None = None) -> list[Row]:
        """Runs a day; the remittances it adds."""
        made = run(table(payables, Payable), *self.held(), on=on, rule=rule or massachusetts(on))
        self.payment += self.con.to_pyarrow(made.payment).to_pylist()
        found: list[Row] = self.con.to_pyarrow(made.remittance).to_pylist()
        self.remittance += found
        return found

    def reconciled(self, payables: list[Row], on: date) -> Row:
        row: Row = self.con.to_pyarrow(reconcile(table(payables, Payable), *self.held(), on=on)).to_pylist()[0]
        return row


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_prompt_pay_interest(case: Row, duckdb_engine: Any) -> None:
    book = Book(duckdb_engine)
    book.run([claim("K", case["amount"], received=case["received"])], case["paid"], RULE[case["rule"]](case["paid"]))
    assert [(row["late_days"], row["interest_cents"]) for row in book.payment] == [(case["days"], case["interest"])]


def test_what_is_overpaid_is_withheld_until_it_is_recovered(engine: Any) -> None:
    book, day = Book(engine), START + timedelta(days=10)
    claims = [claim("A", 10_000), claim("B", 3_000)]
    assert [row["paid_cents"] for row in book.run(claims, day)] == [13_000]
    claims += [claim("A", 2_000, version=2, approved_on=day), claim("C", 1_500, approved_on=day)]
    (second,) = book.run(claims, day + timedelta(days=1))
    # 2,000 + 1,500 to pay; 10,000 taken back; so all is withheld and 6,500 is carried forward
    assert _money(second) == {
        "gross": 3_500,
        "reversed": 10_000,
        "opening": 0,
        "withheld": 3_500,
        "paid": 0,
        "closing": 6_500,
    }
    claims += [claim("D", 9_000, approved_on=day)]
    (third,) = book.run(claims, day + timedelta(days=2))
    assert _money(third) == {
        "gross": 9_000,
        "reversed": 0,
        "opening": 6_500,
        "withheld": 6_500,
        "paid": 2_500,
        "closing": 0,
    }
    # 2,000 + 3,000 + 1,500 + 9,000 approved = 13,000 + 0 + 2,500 paid
    assert sum(row["paid_cents"] for row in book.remittance) == 15_500


def _money(row: Row) -> dict[str, int]:
    return {name: row[f"{name}_cents"] for name in ("gross", "reversed", "opening", "withheld", "paid", "closing")}


def test_interest_of_a_claim_corrected_down_stays_in_proportion(duckdb_engine: Any) -> None:
    book, late = Book(duckdb_engine), START + timedelta(days=75)
    claims = [claim("A", 100_000)]
    book.run(claims, late)  # 30 days late: 1,479
    claims.append(claim("A", 25_000, version=2, approved_on=late))
    (row,) = book.run(claims, late + timedelta(days=30))
    # a quarter stays: 1,479 / 4 = 369.75 -> 370; taken back 100,000 + 1,479
    assert (row["gross_cents"], row["reversed_cents"]) == (25_370, 101_479)


def test_only_what_is_added_by_a_correction_is_late(duckdb_engine: Any) -> None:
    book = Book(duckdb_engine)
    claims = [claim("A", 100_000)]
    book.run(claims, START + timedelta(days=40))  # in time
    claims.append(claim("A", 150_000, version=2, approved_on=START + timedelta(days=50)))
    (row,) = book.run(claims, START + timedelta(days=75))
    # 50,000 x 18 % x 30 / 365 = 739.7
    assert (row["interest_cents"], row["paid_cents"]) == (740, 50_740)


def test_a_claim_that_is_not_clean_earns_none(duckdb_engine: Any) -> None:
    (row,) = Book(duckdb_engine).run([claim("A", 100_000, clean=False)], START + timedelta(days=200))
    assert (row["interest_cents"], row["paid_cents"]) == (0, 100_000)


def test_who_is_unknown_is_not_paid_but_still_due(duckdb_engine: Any) -> None:
    book, claims = Book(duckdb_engine), [claim("A", 700, payee_id=None)]
    assert book.run(claims, START) == []
    assert book.reconciled(claims, START)["due_cents"] == 700


def test_a_day_is_run_once_and_a_closed_day_is_not_opened(duckdb_engine: Any) -> None:
    book = Book(duckdb_engine)
    assert len(book.run([claim("A", 700)], START)) == 1
    late = [claim("A", 700), claim("B", 900)]
    assert book.run(late, START) == []
    assert book.run(late, START - timedelta(days=1)) == []
    assert [row["paid_cents"] for row in book.run(late, START + timedelta(days=1))] == [900]


def year_of_claims(seed: int, number: int = 40) -> list[Row]:
    """Claims with corrections, voids, changed and unknown payees, some not clean, some very late."""
    chance, rows = Random(seed), []
    for n in range(number):
        received = START + timedelta(days=chance.randint(0, 40))
        approved = received
        for version in range(1, chance.choice([1, 1, 2, 3]) + 1):
            approved += timedelta(days=chance.choice([0, 5, 30, 90]))
            rows.append(
                claim(
                    f"K{n}",
                    chance.choice([0, chance.randint(1, 500_000)]),
                    version=version,
                    received=received,
                    approved_on=approved,
                    payee_id=chance.choice(["H1", "H1", "H1", "H2", "H3", None]),
                    fund_id="trust",
                    clean=chance.random() < 0.8,
                )
            )
    return rows


ONE_QUERY = settings(
    max_examples=2, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@ONE_QUERY
@given(st.integers(0, 2**32))
def test_runs_are_what_a_slow_office_does(duckdb_engine: Any, seed: int) -> None:
    _as_the_office_does(duckdb_engine, seed, runs=6)


def test_the_second_engine_runs_the_same(sail_engine: Any) -> None:
    _as_the_office_does(sail_engine, 7, runs=3)


def _as_the_office_does(con: Any, seed: int, runs: int) -> None:
    chance, claims = Random(seed), year_of_claims(seed)
    rule = massachusetts(START)
    book, office = Book(con), Office(rule.timely_days, rule.year)
    on = START
    for _ in range(runs):
        on += timedelta(days=chance.choice([0, -3, 1, 20, 60]))
        book.run(claims, on, rule)
        office.run(claims, on)
        _refund(book, office, chance)
    on = max(on, office.last_run, office.last_refund, START + timedelta(days=60)) + timedelta(
        days=1
    )  # one more: open, and some are due
    book.run(claims, on, rule)
    office.run(claims, on)
    got = {((r["fund_id"], r["payee_id"]), r["run_on"]): (r["paid_cents"], r["closing_cents"]) for r in book.remittance}
    assert got == {(r["place"], r["on"]): (r["paid"], r["owed"]) for r in office.remittances}
    assert got
    _nothing_is_lost(book, claims, on)
    early = book.reconciled(claims, book.remittance[0]["run_on"])  # any day before: what is off is off at once
    assert [early[name] for name in ("off_registry_cents", "off_remittance_cents", "paid_twice")] == [0, 0, 0]


def _refund(book: Book, office: Office, chance: Random) -> None:
    """Some payees send back some of what they owe, the day after the last run."""
    day = office.last_run + timedelta(days=1) if office.remittances else START
    for place in sorted(place for place, cents in office.owed.items() if cents):
        if chance.random() < 0.4 and day > office.last_refund:
            cents = chance.choice([office.owed[place], chance.randint(1, office.owed[place])])
            row = {"fund_id": place[0], "payee_id": place[1], "reference": f"{len(book.refund)}"}
            book.refund.append(row | {"refunded_on": day, "amount_cents": cents})
            office.refund(place, cents, day)


def _nothing_is_lost(book: Book, claims: list[Row], on: date) -> None:
    keys = [(row["payable_id"], row["version"], row["step"]) for row in book.payment]
    assert len(keys) == len(set(keys))
    books = book.reconciled(claims, on)
    assert [books[name] for name in ("off_registry_cents", "off_remittance_cents", "paid_twice")] == [0, 0, 0]
    left = books["approved_cents"] + books["interest_cents"] + books["reversed_cents"]
    assert left == books["paid_cents"] + books["withheld_cents"] + books["due_cents"]
    assert books["paid_cents"] == sum(row["paid_cents"] for row in book.remittance)
    newest = {row["payable_id"]: row for row in sorted(claims, key=lambda r: r["version"]) if row["approved_on"] <= on}
    assert books["approved_cents"] == sum(row["amount_cents"] for row in newest.values())
    sent_back = sum(row["amount_cents"] for row in book.refund)
    assert books["owed_cents"] == books["reversed_cents"] - books["withheld_cents"] - sent_back >= 0
    for row in book.remittance:
        assert min(row["paid_cents"], row["withheld_cents"], row["closing_cents"]) >= 0
    for carried in ("FB", "WO"):
        _balances_as_an_835(book, carried)


def _balances_as_an_835(book: Book, carried: Any) -> None:
    rows = book.con.to_pyarrow(provider_adjustments(*book.held(), carried=carried)).to_pylist()
    for one in book.remittance:
        mine = [r["cents"] for r in rows if (r["payee_id"], r["run_on"]) == (one["payee_id"], one["run_on"])]
        assert one["claims_cents"] - sum(mine) == one["paid_cents"]


@pytest.mark.parametrize("what", ["an amount", "a second payment", "money that no run paid"])
def test_a_tampered_registry_does_not_reconcile(what: str, duckdb_engine: Any) -> None:
    book, claims = Book(duckdb_engine), year_of_claims(3)
    on = START + timedelta(days=30)
    book.run(claims, on)
    if what == "an amount":
        book.payment[0]["amount_cents"] += 1
    elif what == "a second payment":
        book.payment.append(book.payment[0])
    else:
        book.remittance[0]["paid_cents"] += 1
    books = book.reconciled(claims, on)
    assert any(books[name] for name in ("off_registry_cents", "off_remittance_cents", "paid_twice"))
