"""Bills that ship are read whole; a user's file with faults is answered with all of them."""

from __future__ import annotations

import copy
from contextlib import suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanbill.core.errors import BadInput
from cleanbill.financing.taxes import Bill, Earner, bill_names, load_bill, taxes_on
from cleanbill.financing.taxes.load import KEYS

VERMONT: dict[str, Any] = {
    "title": "Green Mountain Care as weighed in December 2014",
    "session": "2014",
    "values": {
        date(2017, 1, 1): {
            "settings": {
                "premium_rate_bp": {"description": "The top of the premium.", "value": 950, "status": "assumption"}
            },
            "taxes": [
                {
                    "name": "payroll",
                    "paid_by": "employer",
                    "base": ["wages"],
                    "rate_bp": 1150,
                    "unit": "person",
                    "words": "an 11.5 % payroll tax",
                    "source": "Why Vermont gave it up",
                },
                {
                    "name": "premium",
                    "paid_by": "person",
                    "base": {"wages": 10_000, "interest": 5_000},
                    "brackets": [
                        {"from_cents": 0, "rate_bp": 0},
                        {"from_cents": 1_000_000, "rate_bp": "$premium_rate_bp"},
                    ],
                    "unit": "family",
                    "words": "a premium of up to 9.5 % of income",
                    "source": "Why Vermont gave it up",
                },
            ],
        },
        date(2019, 1, 1): {
            "taxes": [
                {
                    "name": "payroll",
                    "paid_by": "employer",
                    "base": ["wages"],
                    "rate_bp": 1200,
                    "unit": "person",
                    "words": "12 % from 2019",
                    "source": "Why Vermont gave it up",
                }
            ]
        },
    },
    "reference": [{"title": "Why Vermont gave it up", "link": "https://vermontforsinglepayer.org/"}],
}


def written(tmp_path: Path, raw: Any) -> Path:
    file = tmp_path / "vermont.yaml"
    file.write_text(raw if isinstance(raw, str) else yaml.safe_dump(raw, sort_keys=False), "utf-8")
    return file


def fault(tmp_path: Path, raw: Any, **more: Any) -> str:
    with pytest.raises(BadInput) as told:
        load_bill(written(tmp_path, raw), **more)
    return str(told.value)


def first_tax(raw: dict[str, Any]) -> Any:
    return raw["values"][date(2017, 1, 1)]["taxes"][0]


@pytest.mark.parametrize("name", bill_names())
def test_a_bill_that_ships_is_whole(name: str) -> None:
    bill = load_bill(name)
    assert bill.name == name
    assert bill.title and bill.session and bill.bills and bill.reference and bill.taxes
    assert all(tax.words for tax in bill.taxes)
    assert all(setting.description and not setting.changed for setting in bill.settings.values())


def test_every_session_of_massachusetts_has_the_same_five_taxes() -> None:
    names = [[tax.name for tax in load_bill(f"ma-{session}").taxes] for session in (190, 192, 193, 194)]
    assert all(each == ["employer", "employer_large", "employee", "self_employed", "unearned"] for each in names)


def rates(bill: Bill) -> dict[str, int]:
    return {tax.name: tax.brackets[0].rate_bp for tax in bill.taxes}


def test_the_194th_is_as_quoted() -> None:
    bill = load_bill("ma-194")
    assert rates(bill) == {
        "employer": 750,
        "employer_large": 50,
        "employee": 250,
        "self_employed": 1000,
        "unearned": 1000,
    }
    assert {tax.exemption_cents for tax in bill.taxes} == {(2_000_000,)}
    assert bill.tax("self_employed").after == ("employee",)
    assert bill.tax("employer_large").employees_at_least == 100


def test_what_could_not_be_read_is_a_setting_and_an_assumption() -> None:
    bill = load_bill("ma-194")
    open_to_choice = bill.settings
    assumed = {name for name, setting in open_to_choice.items() if setting.status == "assumption"}
    assert {"unearned_base", "unearned_unit", "unearned_exemption_cents", "employee_tax_paid_by"} <= assumed
    assert "employer_large_rate_bp" not in assumed
    assert {setting.name for setting in bill.assumed} == assumed


def test_a_setting_is_changed_and_says_so() -> None:
    bill = load_bill("ma-194", settings={"employer_large_rate_bp": 44})
    assert rates(bill)["employer_large"] == 44
    assert bill.settings["employer_large_rate_bp"].changed


def test_a_users_own_bill(tmp_path: Path) -> None:
    """Employer 60,000 x 11.5 % = 6,900; premium (60,000 + half of 4,000 - 10,000) x 9.5 % = 4,940."""
    bill = load_bill(written(tmp_path, VERMONT), day=date(2018, 6, 30))
    due = taxes_on([Earner(wages=6_000_000, interest=400_000)], bill, year=2023)
    assert due == ({"payroll": 690_000, "premium": 494_000},)
    assert (bill.name, bill.since) == ("vermont", date(2017, 1, 1))


def test_a_bill_stands_as_of_a_day(tmp_path: Path) -> None:
    file = written(tmp_path, VERMONT)
    assert rates(load_bill(file)) == {"payroll": 1200}
    assert rates(load_bill(file, day=date(2018, 12, 31)))["payroll"] == 1150
    assert "no taxes stand on that day" in fault(tmp_path, VERMONT, day=date(2016, 12, 31))


FAULTS: list[tuple[str, Any, list[str]]] = [
    ("rate_pb", 1150, ["taxes.payroll.rate_pb", "Did you mean rate_bp?"]),
    ("rate_bp", -5, ["taxes.payroll.rate_bp", "-5 is negative"]),
    ("rate_bp", "11.5%", ["'11.5%' is not a whole number", "750 for 7.5 %"]),
    ("rate_bp", 11.5, ["11.5 is not a whole number"]),
    ("rate_bp", True, ["True is not a whole number"]),
    ("rate_bp", 11_500, ["11,500 is more than 10,000"]),
    (
        "rate_bp",
        "$premium_rate",
        ["taxes.payroll.rate_bp: there is no setting 'premium_rate'", "Did you mean premium_rate_bp?"],
    ),
    ("exemption_cents", -1, ["exemption_cents", "negative"]),
    ("exemption_cents", {"single": 1, "joint": 2, "separate": 3, "head": 4}, ["by filing status is a return's"]),
    (
        "exemption_cents",
        {"single": 1, "jiont": 2, "separate": 3, "head": 4},
        ["Did you mean joint?", "joint: is missing"],
    ),
    ("base", ["wage"], ["'wage' is not known here", "Did you mean wages?"]),
    ("base", [], ["base", "is empty"]),
    ("base", {"wages": 10_001}, ["base.wages", "more than 10,000"]),
    ("unit", "persons", ["Did you mean person?"]),
    ("paid_by", "employers", ["Did you mean employer?"]),
    ("after", ["premium"], ["no tax above this one is named 'premium'"]),
    ("exempt", ["wages"], ["wages is both taxed and exempt"]),
    ("name", "pay roll", ["is not a name"]),
    ("name", "premium", ["another tax has this name"]),
    ("words", "", ["taxes.payroll.words", "not words"]),
    ("source", "Why Vermont gave up", ["not a title under reference", "Did you mean Why Vermont gave it up?"]),
    ("brackets", [{"from_cents": 0, "rate_bp": 5}], ["either rate_bp or brackets"]),
]


@pytest.mark.parametrize(("key", "value", "said"), FAULTS, ids=[f"{key}={value}"[:40] for key, value, _ in FAULTS])
def test_a_fault_of_a_tax(tmp_path: Path, key: str, value: Any, said: list[str]) -> None:
    raw = copy.deepcopy(VERMONT)
    first_tax(raw)[key] = value
    told = fault(tmp_path, raw, day=date(2018, 1, 1))
    assert [words for words in said if words not in told] == [], told


@pytest.mark.parametrize("key", ["name", "paid_by", "base", "unit", "words", "source"])
def test_a_key_that_is_missing(tmp_path: Path, key: str) -> None:
    raw = copy.deepcopy(VERMONT)
    del first_tax(raw)[key]
    told = fault(tmp_path, raw, day=date(2018, 1, 1))
    assert f"{key}: is missing" in told


def test_a_tax_of_establishments_is_flat_and_on_wages_alone(tmp_path: Path) -> None:
    raw = copy.deepcopy(VERMONT)
    first_tax(raw).update(unit="establishment", base=["wages", "interest"])
    assert "flat tax of wages on employers alone" in fault(tmp_path, raw, day=date(2018, 1, 1))


def test_taxes_that_stand_on_one_another_have_one_unit(tmp_path: Path) -> None:
    raw = copy.deepcopy(VERMONT)
    raw["values"][date(2017, 1, 1)]["taxes"][1]["after"] = ["payroll"]
    assert "is not the unit of payroll" in fault(tmp_path, raw, day=date(2018, 1, 1))


def test_brackets_rise_from_0(tmp_path: Path) -> None:
    raw = copy.deepcopy(VERMONT)
    raw["values"][date(2017, 1, 1)]["taxes"][1]["brackets"][0]["from_cents"] = 2_000_000
    assert "do not begin at 0 and rise" in fault(tmp_path, raw, day=date(2018, 1, 1))


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    raw = copy.deepcopy(VERMONT)
    first_tax(raw).update(rate_bp=-1, base=["wage"])
    raw["titel"] = raw.pop("title")
    raw["reference"][0] = {"title": "Why Vermont gave it up", "status": "fact"}
    told = fault(tmp_path, raw, day=date(2018, 1, 1), settings={"premium_rate": 3})
    for words in ("Did you mean title?", "title: is missing", "has no link", "-1 is negative", "Did you mean wages?"):
        assert words in told
    assert "Did you mean premium_rate_bp?" in told


@pytest.mark.parametrize("key", ["title", "values", "reference"])
def test_a_file_without(tmp_path: Path, key: str) -> None:
    raw = copy.deepcopy(VERMONT)
    del raw[key]
    assert f"{key}: is missing" in fault(tmp_path, raw)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("a: b: c", "line 1 is not YAML"),
        ("- a\n- b\n", "is not a mapping"),
        ("", "is not a mapping"),
        ("title: x\nvalues: [1]\nreference: 3\n", "is not a mapping"),
        ("title: x\nvalues: {soon: {taxes: []}}\nreference: [{title: y}]\n", "is not a date"),
        ("title: x\nvalues: {2020-01-01: {taxes: [3]}}\nreference: [{title: y}]\n", "taxes[1]"),
        ("title: x\nvalues: {2020-01-01: {taxes: [], settings: [3]}}\nreference: [y]\n", "reference[1]"),
        ("title: x\nvalues: {2020-01-01: {settings: {a: 3}}}\nreference: [{title: 3}]\n", "settings.a"),
        ("title: x\nbills: 3\nvalues: {2020-01-01: {taxes: []}}\nreference: [{title: y}]\n", "bills"),
    ],
)
def test_a_file_that_is_no_bill(tmp_path: Path, raw: str, said: str) -> None:
    assert said in fault(tmp_path, raw)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8) | st.integers(), inner, max_size=3),
    max_leaves=5,
)
PLACES: list[tuple[Any, ...]] = [
    *[(key,) for key in (*VERMONT, "bills", "description", "unit", "status", "session")],
    *[("values", date(2017, 1, 1), "taxes", n, key) for n in (0, 1) for key in KEYS],
    ("values", date(2017, 1, 1)),
    ("values", date(2017, 1, 1), "taxes"),
    ("values", date(2017, 1, 1), "taxes", 0),
    ("values", date(2017, 1, 1), "taxes", 1, "brackets", 1),
    ("values", date(2017, 1, 1), "taxes", 1, "brackets", 1, "rate_bp"),
    *[
        ("values", date(2017, 1, 1), "settings", "premium_rate_bp", key)
        for key in ("value", "description", "status", "choices")
    ],
    ("values", date(2017, 1, 1), "settings", "premium_rate_bp"),
    ("values", date(2017, 1, 1), "settings"),
    *[("reference", 0, key) for key in ("title", "link", "read", "words", "page", "status")],
    ("reference", 0),
]


@settings(max_examples=400, deadline=None)
@given(place=st.sampled_from(PLACES), value=ANYTHING)
def test_nothing_in_a_file_breaks_its_reader(place: tuple[Any, ...], value: Any) -> None:
    """Whatever stands anywhere is read or told as a finding: no other error."""
    raw = copy.deepcopy(VERMONT)
    spot: Any = raw
    for key in place[:-1]:
        spot = spot[key]
    spot[place[-1]] = value
    with TemporaryDirectory() as folder, suppress(BadInput):
        bill = load_bill(written(Path(folder), raw), day=date(2018, 1, 1))
        taxes_on([Earner(wages=6_000_000, self_employment=-5)], bill, year=2023)


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    file = tmp_path / "bill.yaml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput, match="UTF-8"):
        load_bill(file)


def test_a_name_that_there_is_not() -> None:
    with pytest.raises(BadInput, match=r"Did you mean ma-194\? .*ma-190, ma-192"):
        load_bill("MA 194")


def test_a_setting_outside_its_choices() -> None:
    with pytest.raises(BadInput, match=r"unearned_unit.*Did you mean return\?"):
        load_bill("ma-194", settings={"unearned_unit": "retrun"})


def test_a_setting_is_held_to_the_field_it_fills() -> None:
    with pytest.raises(BadInput, match=r"taxes.unearned.exempt: pensions is both taxed and exempt"):
        load_bill("ma-194", settings={"unearned_base": ["interest", "pensions"]})
    with pytest.raises(BadInput, match=r"taxes.unearned.exemption_cents: '\$30,000' is not"):
        load_bill("ma-194", settings={"unearned_exemption_cents": "$30,000"})
