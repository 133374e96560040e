"""Accounts: which unpaid bills are offered, and what a seller's file would say of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import ibis
import pyarrow as pa

from cleanbill.core.tables import ibis_schema, privacy
from cleanbill.debt import Account, accounts

TODAY = date(2025, 12, 31)


def _bill(claim: str, billed_on: date, debt: int, guarantor: str = "MUM") -> dict[str, Any]:
    return {
        "claim_id": claim, "provider_id": "H1", "guarantor_id": guarantor, "person_id": "KID", "plan_id": "masshealth",
        "service_date": billed_on - timedelta(days=30), "billed_on": billed_on, "patient_share_cents": debt + 500,
        "paid_cents": 500, "debt_cents": debt,
    }  # fmt: skip


def _guarantor(person: str) -> dict[str, Any]:
    return {
        "person_id": person, "patient_hash": f"hash of {person}", "birth_date": date(1980, 1, 1),
        "county_fips": "25017", "size": 2, "income_cents": 4_000_000, "fpl_bp": 18_912,
    }  # fmt: skip


def _accounts(con: Any, rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    bills = ibis.memtable(pa.Table.from_pylist(rows))
    guarantors = ibis.memtable(pa.Table.from_pylist([_guarantor("MUM"), _guarantor("KID")]))
    made = accounts(bills, guarantors, today=TODAY)
    return {row["orig_account"]: row for row in con.to_pyarrow(made).to_pylist()}


def test_bills_are_offered_120_days_after_they_are_sent(engine: Any) -> None:
    edge = TODAY - timedelta(days=120)
    rows = [_bill("K1", edge, 900), _bill("K2", edge + timedelta(days=1), 900), _bill("K3", edge, 0)]
    assert set(_accounts(engine, rows)) == {"K1"}


def test_an_account_says_what_is_known_and_no_more(engine: Any) -> None:
    found = _accounts(engine, [_bill("K1", date(2025, 3, 1), 900)])["K1"]
    assert found["holder"] == "H1"
    assert found["current_balance_cents"] == 900
    assert found["original_balance_cents"] == 1_400
    assert found["last_payment_cents"] == 500
    assert found["charge_off_date"] == date(2025, 8, 28)  # 1 March + 180 days
    assert found["sol_date"] == date(2031, 1, 30)  # service on 30 January + 6 years
    assert found["age_days"] == (TODAY - date(2025, 1, 30)).days
    assert found["minor_flag"] is True
    assert found["medicaid_flag"] is True
    assert found["household_size"] == 2


def test_no_name_address_or_birth_date_is_made_up(engine: Any) -> None:
    found = _accounts(engine, [_bill("K1", date(2025, 3, 1), 900)])["K1"]
    assert list(found) == list(ibis_schema(Account).names)
    identity = [name for name, kind in privacy(Account).items() if kind == "identity"]
    assert identity
    assert all(found[name] is None for name in identity)
    assert "MUM" not in found["patient_id"].removeprefix("hash of MUM")
