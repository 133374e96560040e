"""A summary as `cleanbill follow` writes it, whose numbers keep the laws of the design."""

from __future__ import annotations

from typing import Any

BANDS = ("under 138 %", "138-299 %", "300-399 %", "400 % and more")

PLANS = {  # plan -> people, people asked for money, charge, allowed, plan paid, patient share; cents
    "employer": (2_610, 2_120, 24_190_441_07, 12_902_118_20, 11_482_003_77, 1_420_114_43),
    "hdhp": (402, 371, 3_018_220_15, 1_610_030_40, 1_012_111_30, 597_919_10),
    "connectorcare": (188, 150, 1_804_119_62, 911_430_11, 861_208_90, 50_221_21),
    "medicare": (240, 233, 6_220_981_34, 2_904_005_09, 2_361_447_02, 542_558_07),
    "medicare-supplement": (512, 498, 11_860_332_81, 5_390_118_43, 5_201_906_30, 188_212_13),
    "masshealth": (803, 401, 8_913_047_20, 3_712_660_12, 3_711_004_12, 1_656_00),
    "medicare-masshealth": (108, 0, 3_411_209_90, 1_480_993_05, 1_480_993_05, 0),
    "none": (137, 122, 1_104_318_36, 331_295_51, 0, 331_295_51),
}
SHARES = (  # band -> people, owing, patient share, in debt, debt, in debt after relief, debt after relief
    (1_020, 512, 301_442_08, 96, 131_208_44, 71, 84_010_02),
    (1_266, 1_010, 702_118_32, 148, 214_402_90, 118, 131_700_41),
    (640, 571, 512_007_15, 61, 92_117_20, 48, 62_017_20),
    (2_074, 1_902, 1_616_408_90, 44, 70_340_10, 44, 70_340_10),
)


def example() -> dict[str, Any]:
    """5,000 residents, about $60 million billed, a fund of $1,600."""
    worlds = _worlds()
    charge, single_paid = worlds["today"]["charge_cents"], worlds["single-payer"]["plan_paid_cents"]
    more = single_paid - worlds["today"]["plan_paid_cents"]
    return {
        "schema": "cleanbill.summary/1",
        "cleanbill": "0.1.0",
        "today": "2025-12-31",
        "seed": 7,
        "fund_cents": 160000,
        "choice": {"aim": "freed", "worth": 60, "bound": 61, "greedy": 58, "exact": False},
        "source": _source(),
        "people": 5000,
        "claims": 61_204,
        "lines": 98_113,
        "worlds": worlds,
        "by_income": _by_income(),
        "by_cover": _by_cover(charge, single_paid),
        "changes": {"better": 3_995, "same": 980, "worse": 25, "plan_paid_more_cents": more},
        "laws": _laws(),
        "balanced": True,
        "assumptions": _assumptions(),
    }


def _source() -> dict[str, Any]:
    return {
        "kind": "sample",
        "says": "A sample of Massachusetts residents with a year of care made by the generator.",
        "gaps": [
            {"lacks": "Contractual adjustments", "bridged": "Allowed is a stated share of each charge.", "rows": 41},
            {"lacks": "HCPCS codes", "bridged": "SNOMED codes were mapped to kinds of care.", "rows": 93_218},
        ],
    }


def _worlds() -> dict[str, dict[str, int]]:
    charge, allowed, plan_paid, share = (sum(row[place] for row in PLANS.values()) for place in range(2, 6))
    debt = sum(row[4] for row in SHARES)
    other_payer, assisted, written_off = 412_330_10, 171_220_18, 60_004_44
    assert allowed == plan_paid + share == plan_paid + sum(row[2] for row in SHARES)
    today = {
        "charge_cents": charge,
        "allowed_cents": allowed + other_payer,
        "contractual_cents": charge - allowed - other_payer,
        "plan_paid_cents": plan_paid,
        "other_payer_cents": other_payer,
        "other_cents": 0,
        "patient_share_cents": share,
        "assisted_cents": assisted,
        "paid_cents": share - assisted - written_off - debt,
        "written_off_cents": written_off,
        "debt_cents": debt,
        "people_owing": sum(row[1] for row in SHARES),
        "people_in_debt": sum(row[3] for row in SHARES),
    }
    single_paid = allowed + 201_330_77
    single = {
        "charge_cents": charge,
        "allowed_cents": single_paid,
        "plan_paid_cents": single_paid,
        "contractual_cents": charge - single_paid,
    }
    return {"today": today, "relief": today | _relief(debt), "single-payer": dict.fromkeys(today, 0) | single}


def _relief(debt: int) -> dict[str, int]:
    left = sum(row[6] for row in SHARES)
    return {
        "debt_cents": left,
        "people_in_debt": sum(row[5] for row in SHARES),
        "spent_cents": 1_599_98,
        "abolished_cents": debt - left,
        "people_relieved": 71,
        "accounts_offered": 402,
        "accounts_offered_cents": 391_004_18,
        "accounts_qualified": 288,
        "accounts_qualified_cents": 274_018_55,
        "accounts_relieved": 92,
    }


def _by_income() -> list[dict[str, Any]]:
    rows = []
    for world in ("today", "relief", "single-payer"):
        for band, (people, owing, share, in_debt, debt, in_debt_left, debt_left) in zip(BANDS, SHARES, strict=True):
            after = world == "relief"
            row = {
                "people_owing": owing,
                "patient_share_cents": share,
                "people_in_debt": in_debt_left if after else in_debt,
                "debt_cents": debt_left if after else debt,
            }
            zeros = dict.fromkeys(row, 0)
            rows.append({"world": world, "band": band, "people": people} | (zeros if world == "single-payer" else row))
    return rows


def _by_cover(charge: int, single_paid: int) -> list[dict[str, Any]]:
    keys = ("people", "people_owing", "charge_cents", "allowed_cents", "plan_paid_cents", "patient_share_cents")
    rows = [
        {"world": world, "plan_id": plan} | dict(zip(keys, numbers, strict=True))
        for world in ("today", "relief")
        for plan, numbers in PLANS.items()
    ]
    single = dict(zip(keys, (5000, 0, charge, single_paid, single_paid, 0), strict=True))
    return [*rows, {"world": "single-payer", "plan_id": "single-payer"} | single]


def _laws() -> list[dict[str, Any]]:
    return [
        {"law": 1, "says": "Charge is written down, paid by plans or others, or asked of patients.", "held": True,
         "checked": 294_339},
        {"law": 2, "says": "Single payer leaves nothing on a covered line.", "held": True, "checked": 98_113},
        {"law": 3, "says": "What patients are asked for is paid, assisted, written off or debt.", "held": True,
         "checked": 40_118},
        {"law": 5, "says": "No account is paid for twice.", "held": True, "checked": 92},
    ]  # fmt: skip


def _assumptions() -> list[dict[str, Any]]:
    return [
        {"path": "us/poverty_guideline", "description": "Federal poverty guideline, 48 states", "value": "15650 + 5500",
         "unit": "dollars a year", "status": "fact", "since": "2025-01-15",
         "reference": [{"title": "Federal Register, 17 January 2025", "link": "https://www.federalregister.gov/"}]},
        {"path": "relief/price_per_dollar", "description": "What a fund pays for a dollar of old hospital debt",
         "value": "100", "unit": "basis points of face", "status": "fact", "since": "2025-01-01",
         "reference": [{"title": "KBIA, 21 February 2025", "link": "https://www.kbia.org/"}]},
        {"path": "us/charge_to_fee", "description": "How far charges stand above allowed amounts",
         "value": "office 210", "unit": "percent", "status": "assumption", "since": "2025-01-01", "reference": []},
        {"path": "bills/pays_in_full", "description": "Share of bills paid in full, by income and amount",
         "value": "under $200: 90; over $1,000: 40", "unit": "percent", "status": "assumption", "since": "2025-01-01",
         "reference": [{"title": "A consumer survey", "link": None}]},
    ]  # fmt: skip
