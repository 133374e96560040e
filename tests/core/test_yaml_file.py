"""A user's YAML file is read, or what is wrong with it is said in one finding with the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleanbill.core.errors import BadInput
from cleanbill.core.tables import read_mapping, read_yaml


@pytest.mark.parametrize(
    ("held", "problem"),
    [
        (b"a: b: c", "line 1 is not YAML"),
        (b"a: 1\nb: [2", "line 2 is not YAML"),
        (b"a: 2026-02-30", "is not YAML"),
        (b"a: \xff\xfe", "is not text in UTF-8"),
        (b"- a", "does not hold names and their values"),
        (b"", "does not hold names and their values"),
    ],
)
def test_each_fault_is_told_with_the_remedy(tmp_path: Path, held: bytes, problem: str) -> None:
    file = tmp_path / "mine.yaml"
    file.write_bytes(held)
    with pytest.raises(BadInput) as raised:
        read_mapping(file, "Write a: 1.")
    (finding,) = raised.value.findings
    assert finding.problem.startswith(problem)
    assert str(finding).startswith("mine.yaml: ")
    assert finding.remedy == "Write a: 1."


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"none\.yaml: cannot be read: no such file"):
        read_yaml(tmp_path / "none.yaml", "Name a file.")


def test_what_a_file_holds_is_given_back(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: [1, two]", "utf-8")
    assert read_mapping(tmp_path / "a.yaml", "") == {"a": [1, "two"]}
