"""The locks pin and hash everything, name no host, and satisfy pyproject.toml."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = ["run", "dev", "uv"]
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)")


def text(lock: str) -> str:
    return (ROOT / "locks" / f"{lock}.txt").read_text("utf-8")


def pins(lock: str) -> dict[str, set[str]]:
    """Name -> versions (one a Python version or platform)."""
    found: dict[str, set[str]] = {}
    for line in text(lock).splitlines():
        if match := PIN.match(line):
            found.setdefault(canonicalize_name(match[1]), set()).add(match[2])
    return found


def wanted(lock: str) -> list[Requirement]:
    """What pyproject.toml asks that lock to hold."""
    groups, base = PROJECT["dependency-groups"], PROJECT["project"]["dependencies"]
    names = {
        "uv": groups["uv"],
        "run": base + groups["build"] + of_extra("relief"),
        "dev": base + groups["build"] + of_extra("dev"),
    }[lock]
    return [Requirement(name) for name in names]


def of_extra(name: str) -> list[str]:
    """All that an extra brings, with the extras that it names itself."""
    brought: list[str] = []
    for line in PROJECT["project"]["optional-dependencies"][name]:
        asked = Requirement(line)
        brought += (
            [each for extra in sorted(asked.extras) for each in of_extra(extra)]
            if asked.name == "cleanbill"
            else [line]
        )
    return brought


@pytest.mark.parametrize("lock", LOCKS)
def test_no_address_and_no_host(lock: str) -> None:
    held = text(lock).lower()
    for word in ("http", "://", "index-url", "find-links", ".org", ".com", ".io/", "file:", " @ "):
        assert word not in held, f"locks/{lock}.txt names an address ({word!r}): run `make lock`"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash(lock: str) -> None:
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text(lock).split("make lock\n", 1)[1])
    assert all("--hash=sha256:" in block for block in blocks if block.strip())


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_satisfies_pyproject(lock: str) -> None:
    held = pins(lock)
    for requirement in wanted(lock):
        versions = held.get(canonicalize_name(requirement.name), set())
        assert versions, f"{requirement.name} is not in locks/{lock}.txt: run `make lock`"
        assert all(requirement.specifier.contains(version) for version in versions), (requirement, versions)


def test_tests_run_on_the_versions_that_users_get() -> None:
    run, dev = pins("run"), pins("dev")
    assert {name: dev.get(name) for name in run} == run
    assert len(run) < len(dev)


def test_a_fresh_machine_has_all_that_the_office_of_relief_does() -> None:
    assert pins("run").keys() >= {"django", "cryptography", "highspy", "splink", "typst"}
    assert pins("dev").keys() >= {Requirement(line).name for line in of_extra("all")}
