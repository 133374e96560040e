"""A small account, and accounts and scenarios that hypothesis makes up."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from cleanbill.financing.budget import PAYERS, SERVICES, Account, Scenario, scenario_of

ROWS = {
    "hospital": {"private": 60_000, "medicare": 30_000, "out_of_pocket": 10_000},
    "drugs": {"private": 20_000},
    "dental": {"out_of_pocket": 10_000},
    "administration": {"private": 13_000},
}


def account_with(rows: dict[str, dict[str, int]], **facts: int) -> Account:
    cells = {service: dict.fromkeys(PAYERS, 0) | rows.get(service, {}) for service in SERVICES}
    return Account("nowhere", 2023, cells, **facts)


def small(**facts: int) -> Account:
    return account_with(ROWS, **facts)


def rate(low: int, high: int) -> st.SearchStrategy[int]:
    return st.integers(low, high)


accounts: st.SearchStrategy[Account] = st.builds(
    account_with,
    st.fixed_dictionaries({s: st.fixed_dictionaries({p: st.integers(0, 10**12) for p in PAYERS}) for s in SERVICES}),
    bad_debt_cents=st.integers(0, 10**9),
    medicare_premiums_cents=st.integers(0, 10**10),
    uninsured_bp=rate(0, 3000),
)


def lever(**keys: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(keys)


scenarios: st.SearchStrategy[Scenario] = st.builds(
    scenario_of,
    lever(
        use=lever(
            elasticity_bp=rate(-3000, 0),
            uninsured_use_bp=rate(0, 10_000),
            newly_covered_bp=rate(0, 10_000),
            kept_cost_sharing_bp=rate(0, 1500),
            growth_bp=st.none() | rate(0, 2000),
            supply_cap_bp=st.none() | rate(0, 2000),
        ),
        benefits=lever(
            dental=st.booleans(),
            vision=st.booleans(),
            long_term_care=st.booleans(),
            long_term_care_growth_bp=rate(0, 5000),
        ),
        payer_administration=lever(target_bp=st.none() | rate(0, 2000)),
        provider_administration=lever(
            hospital_bp=rate(0, 2000), professional_bp=rate(0, 2000), captured_bp=rate(0, 10_000)
        ),
        public_rates=lever(medicare_bp=rate(0, 3000), medicaid_bp=rate(0, 3000)),
        provider_price=lever(
            hospital_bp=rate(-5000, 1000), professional_bp=rate(-5000, 1000), includes_administration=st.booleans()
        ),
        drug_price=lever(drugs_bp=rate(-7000, 1000), devices_bp=rate(-7000, 1000)),
        waste=lever(saving_bp=rate(0, 1000)),
        uncompensated=lever(paid_bp=rate(0, 10_000), captured_bp=rate(0, 10_000)),
        waivers=lever(
            level=st.sampled_from(["none", "medicaid", "all"]),
            self_insured_stay_bp=rate(0, 10_000),
            pay_medicare_premiums=st.booleans(),
            public_employers_keep_bp=rate(0, 10_000),
            federal_money_bp=rate(0, 12_000),
            state_money_bp=rate(0, 12_000),
            unexplained_bp=rate(0, 10_000),
        ),
        reserve_bp=rate(0, 1000),
    ),
)
