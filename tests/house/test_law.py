"""Every number of law has a unit, a date and a source, or is called an assumption."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from scripts.law_index import constants_of, law_index

from cleanbill.core.errors import CleanbillError
from cleanbill.law import all_parameters, parameter
from tests.house.modules import TEXTS
from tests.house.tree import ROOT, SOURCE, python_files

LAW = SOURCE / "law"
LAWS = sorted(p for p in LAW.rglob("*.yaml") if p.parent != LAW)
PLANS = sorted((SOURCE / "payer" / "plans").glob("*.yaml"))
DATA = sorted(SOURCE.rglob("data/*.yaml"))
REGISTRY = yaml.safe_load((LAW / "coverage.yaml").read_text("utf-8"))
PATHS = {str(p.relative_to(LAW).with_suffix("")) for p in LAWS}
READ_IN_TESTS = ("us/rand_experiment",)  # what the elasticity of use is held against, and nothing is made from
STATUS = {"fact", "assumption"}


def name(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def check_references(references: list[dict[str, Any]]) -> None:
    """Each has a title; what is called a fact can be looked up."""
    assert references
    for reference in references:
        assert str(reference.get("title", "")).strip()
        assert set(reference) <= {"title", "link", "page", "read", "words", "status"}
        assert reference.get("status", "assumption") in STATUS
        if reference.get("status") == "fact":
            assert str(reference.get("link", "")).startswith("https://"), reference["title"]


@pytest.mark.parametrize("path", LAWS, ids=name)
def test_a_parameter_says_what_it_is_and_where_it_is_from(path: Path) -> None:
    raw = yaml.safe_load(path.read_text("utf-8"))
    assert str(raw["description"]).strip()
    assert str(raw["unit"]).strip()
    assert raw["status"] in STATUS
    assert raw["values"]
    assert all(type(start) is date for start in raw["values"]), "values are keyed by the day they begin"
    assert list(raw["values"]) == sorted(raw["values"])
    check_references(raw["reference"])
    if raw["status"] == "fact":
        assert any(str(reference.get("link", "")).startswith("https://") for reference in raw["reference"])


@pytest.mark.parametrize("path", PLANS, ids=name)
def test_a_plan_says_what_it_is_and_where_it_is_from(path: Path) -> None:
    raw = yaml.safe_load(path.read_text("utf-8"))
    assert str(raw["name"]).strip()
    assert str(raw["description"]).strip()
    assert path.stem[-4:].isdigit() or raw["years"], "a plan carries its year in its file's name, or years in it"
    check_references(raw["reference"])


@pytest.mark.parametrize("entry", REGISTRY, ids=lambda entry: entry["what"])
def test_the_registry_names_files_that_exist(entry: dict[str, Any]) -> None:
    assert set(entry) - {"part"} == {"what", "since", "files", "checked", "tests"}
    assert entry.get("part", "financing") in {"financing", "relief"}
    assert type(entry["since"]) is date
    assert entry["files"]
    for path in [*entry["files"], *entry["tests"]]:
        assert (ROOT / path).exists(), path


def test_the_registry_names_every_parameter_plan_and_file_of_facts() -> None:
    listed = {path for entry in REGISTRY for path in entry["files"]}
    every = [p.relative_to(ROOT) for p in LAWS + DATA + PLANS]
    assert not_listed(every, listed) == [], "add them to law/coverage.yaml"


def not_listed(paths: list[Path], listed: set[str]) -> list[Path]:
    """Paths that stand in `listed` neither themselves nor by their folder (so a plan or a programme is one file)."""
    return [path for path in paths if not {str(path), str(path.parent)} & listed]


def test_what_the_registry_lacks_is_seen() -> None:
    paths = [Path("law/us/a.yaml"), Path("law/us/programmes/b.yaml"), Path("law/us/c.yaml")]
    assert not_listed(paths, {"law/us/a.yaml", "law/us/programmes"}) == [Path("law/us/c.yaml")]


@pytest.mark.parametrize("module", sorted(TEXTS))
def test_what_a_rule_calls_its_law_is_one(module: str) -> None:
    assert unknown_laws(TEXTS[module]) == []


def test_a_law_that_there_is_not_is_seen() -> None:
    assert unknown_laws('LAW = "us/pass_through"\nCAP_LAW = "us/pass_trough"\n') == ["us/pass_trough"]


def unknown_laws(text: str) -> list[str]:
    """Strings in LAW, LAWS or *_LAW constants that are no path of a law."""
    constants = constants_of(text, "LAW") | constants_of(text, "LAWS")
    return [path for paths in constants.values() for path in paths if path not in PATHS]


def test_every_law_is_read_by_some_module() -> None:
    read = set(law_index(PATHS, TEXTS))
    assert PATHS - read == set(READ_IN_TESTS)
    assert set(law_index(READ_IN_TESTS, {str(p): p.read_text("utf-8") for p in python_files("tests")})) == PATHS - read


def test_the_index_finds_a_law_by_path_by_folder_and_in_a_table_of_rows() -> None:
    texts = {
        "a": 'LAW = "us/x"',
        "b": 'FOLDER = "us/programmes/"',
        "c": 'ROWS = (Row("us/x"), Row("us/y"))',
        "d": 'FOLDER = "bills"',
        "e": 'NAME = "us/"',
    }
    found = law_index(["us/x", "us/y", "us/z", "us/programmes/p", "states/ma/bills/b"], texts)
    assert found == {"us/x": ["a", "c"], "us/y": ["c"], "us/programmes/p": ["b"], "states/ma/bills/b": ["d"]}


def test_every_file_of_law_loads() -> None:
    assert {f"{p.path}.yaml" for p in all_parameters()} == {str(p.relative_to(LAW)) for p in LAWS}


def test_a_value_holds_from_its_day_until_the_next() -> None:
    guideline = parameter("us/poverty_guideline")
    assert guideline.at(date(2025, 1, 14))["contiguous"]["first"] == 15_060
    assert guideline.at(date(2025, 1, 15))["contiguous"]["first"] == 15_650
    with pytest.raises(CleanbillError, match="no value on 2021-01-01"):
        guideline.at(date(2021, 1, 1))


def test_a_parameter_that_does_not_exist_is_answered_with_those_that_do() -> None:
    with pytest.raises(CleanbillError, match="us/poverty_guideline"):
        parameter("us/poverty_gideline")
