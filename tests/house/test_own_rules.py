"""A plan, programme, bill or lever of one's own: a misspelt key is refused with the right one, and the page's run."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cleanbill as cb
from cleanbill.core.errors import BadInput
from cleanbill.financing.budget import read_scenario, scenario
from cleanbill.financing.contract import contract_summary, freed, read_contract
from cleanbill.financing.taxes import bill_names, bill_text, load_bill
from cleanbill.law import parameter
from cleanbill.payer import load_plan, plan_ids, plan_text
from cleanbill.relief import load_programme, programme_names, programme_text

Read: TypeAlias = Callable[[Any], Any]
Path_: TypeAlias = tuple[Any, ...]
PAGE = Path(__file__).parents[2] / "docs" / "own-rules.md"
FILES = dict(re.findall(r"```yaml title=\"([^\"]+)\"\n(.*?)```", PAGE.read_text("utf-8"), re.S))
NAMED_FREELY = ("accumulators", "settings")  # below these stand names of the user's own
SHIPPED: dict[str, tuple[Read, Any]] = {
    **{f"plan {name}": (load_plan, yaml.safe_load(plan_text(name))) for name in plan_ids()},
    **{f"programme {name}": (load_programme, yaml.safe_load(programme_text(name))) for name in programme_names()},
    **{f"bill {name}": (load_bill, yaml.safe_load(bill_text(name))) for name in bill_names()},
    "levers": (scenario, parameter("single_payer/levers").at(date(2026, 1, 1))),
}


def keys_of(node: Any, above: Path_ = ()) -> Iterator[Path_]:
    """The path of every key that is a word and not the user's own name for something."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if isinstance(key, str) and not (above and above[-1] in NAMED_FREELY):
                yield (*above, key)
            yield from keys_of(value, (*above, key))
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from keys_of(value, (*above, number))


def misspelt(word: str, place: int, how: str) -> str:
    """`word` with one letter gone, twice, or in the place of its neighbour."""
    place %= len(word) - 1
    if how == "gone":
        return word[:place] + word[place + 1 :]
    if how == "twice":
        return word[: place + 1] + word[place:]
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def respelt(content: Any, path: Path_, word: str) -> Any:
    """`content` with another key at the end of `path`, where the right one stood."""
    made = copy.deepcopy(content)
    node = made
    for step in path[:-1]:
        node = node[step]
    written = {word if key == path[-1] else key: value for key, value in node.items()}
    node.clear()
    node.update(written)
    return made


KEYS = [(name, path) for name, (_, content) in SHIPPED.items() for path in keys_of(content)]


@pytest.mark.parametrize("name", SHIPPED)
def test_what_ships_is_read_as_ones_own(name: str) -> None:
    read, content = SHIPPED[name]
    assert read(copy.deepcopy(content))


@given(st.sampled_from(KEYS), st.integers(0, 40), st.sampled_from(["gone", "twice", "swapped"]))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_misspelt_key_is_refused_and_the_right_one_named(key: tuple[str, Path_], place: int, how: str) -> None:
    name, path = key
    read, content = SHIPPED[name]
    word = misspelt(path[-1], place, how)
    if word.casefold() == path[-1]:
        return  # two like letters that change places
    with pytest.raises(BadInput) as refused:
        read(respelt(content, path, word))
    named = [str(finding) for finding in refused.value.findings if f"Did you mean {path[-1]}?" in str(finding)]
    assert named, (name, path, word, str(refused.value))
    assert any(word in said for said in named)


CLAIMS = {
    "claim_id": ["1"], "line": [1], "person_id": ["A"], "service_date": ["2026-03-01"], "benefit": ["office"],
    "charge_cents": [20_000], "fee_cents": [10_000], "code_system": ["HCPCS"], "code": ["99213"],
}  # fmt: skip
OWED = {
    "holder": ["Mercy"] * 2, "account_id": ["1", "2"], "patient_id": ["A", "B"],
    "current_balance_cents": [90_000] * 2, "date_of_service": ["2025-03-01"] * 2, "state": ["MO", "KS"],
    "household_size": [1] * 2, "est_income_cents": [2_000_000] * 2,
}  # fmt: skip


@pytest.fixture
def laid_down(tmp_path: Path) -> Path:
    """A folder with the files of the page."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def test_the_plan_of_the_page_settles(laid_down: Path) -> None:
    settled = cb.settle(CLAIMS, {"person_id": ["A"], "family_id": ["F"]}, plans=[laid_down / "our-plan.yaml"])
    (row,) = settled.table("settled_line").to_pylist()
    assert row["copay_cents"] == 3_000
    assert settled.summary["options"]["own_plans"]["our-plan"]["file"] == "our-plan.yaml"


def test_the_programme_of_the_page_qualifies(laid_down: Path) -> None:
    found = cb.qualify(OWED, programme=laid_down / "our-drive.yaml", on="2026-06-01")
    assert found.summary["reasons"] == {"income": 1, "outside the place": 1}


def test_a_contract_tells_the_hash_of_the_bill(tmp_path: Path) -> None:
    text = (PAGE.parent / "contract.md").read_text("utf-8")
    (contract,) = re.findall(r"```yaml title=\"one.yaml\"\n(.*?)```", text, re.S)
    (tmp_path / "one.yaml").write_text(contract, "utf-8")
    mine = tmp_path / "our-bill.yaml"
    mine.write_text(bill_text("ma-194"), "utf-8")
    told = contract_summary(freed(read_contract(tmp_path / "one.yaml", bill=str(mine))))
    assert told["bill"]["file"] == mine.name
    assert told["bill"]["sha256"] == sha256(mine.read_bytes()).hexdigest()


def test_the_bill_and_the_levers_of_the_page_are_read(laid_down: Path) -> None:
    bill = load_bill(laid_down / "our-bill.yaml", settings={"threshold_cents": 5_000_000})
    (payroll, income) = bill.taxes
    assert payroll.brackets[0].rate_bp == 750
    assert income.exemption_cents == (5_000_000,)
    assert bill.own_source["file"] == "our-bill.yaml"
    assert read_scenario(laid_down / "our-levers.yaml").use.elasticity_bp == -1_000
