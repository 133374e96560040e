"""Pages made from the code are up to date, every command has its section, and README tells the truth."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from scripts.table_files import FOLLOW, HANDED_ON, READS, WRITES
from scripts.write_docs import commands, files, first_line, pages

from cleanbill.core.tables import Table, columns
from tests.house.examples import EXAMPLE, run
from tests.house.tables import table_classes
from tests.house.tree import ROOT, SOURCE, source_files
from tests.in_process import Ended

README = (ROOT / "README.md").read_text("utf-8")
LINKED = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def _followed(table: type[Table]) -> bool:
    """True of a table that `cleanbill follow` reads."""
    return table.__name__ in READS and any(use.startswith(FOLLOW) for use in READS[table.__name__].by)


MADE = pages()


@pytest.mark.parametrize("path", sorted(MADE), ids=lambda path: path.name)
def test_a_page_made_from_the_code_is_up_to_date(path: Path) -> None:
    assert path.read_text("utf-8") == MADE[path], f"{path.name} is out of date: run `make docs`"


def test_architecture_is_one_page_of_paths_that_there_are() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    assert text.count("\n") < 200
    table = text.split("## To change X, open Y")[1].split("\n## ")[0]
    named = {name for name in re.findall(r"`([\w-]+/[\w/.-]*|[\w-]+\.py)`", table) if not re.search(r"[A-Z]{3}", name)}
    assert len(named) > 20
    assert [name for name in sorted(named) if "/" in name and not (SOURCE / name).exists()] == []


def test_the_list_of_files_names_each_module() -> None:
    listed = re.findall(r"^- `(\w+\.py)`: \S", files(), re.MULTILINE)
    assert sorted(listed) == sorted(path.name for path in source_files() if path.suffix == ".py" and first_line(path))


@pytest.mark.parametrize("path", [p for p in source_files() if p.suffix == ".py"], ids=lambda path: path.name)
def test_every_module_begins_by_saying_what_it_does(path: Path) -> None:
    assert first_line(path)


def test_every_command_has_a_section_with_an_example() -> None:
    sections = re.split(r"^## ", commands(), flags=re.MULTILINE)[1:]
    assert {"`cleanbill demo`", "`cleanbill follow`"} <= {section.split("\n")[0] for section in sections}
    for section in sections:
        name = section.split("`")[1]
        assert section.count(name) > 1, f"the help of {name} shows no example"


@pytest.mark.parametrize("path", LINKED, ids=lambda path: path.name)
def test_links_lead_to_files_that_exist(path: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
    local = [link for link in links if "://" not in link and not link.startswith("mailto:")]
    assert [link for link in local if not (path.parent / link).exists()] == []


def test_every_page_is_in_the_menu() -> None:
    menu = set(re.findall(r'"([\w.-]+\.md)"', (ROOT / "zensical.toml").read_text("utf-8")))
    assert menu == {path.name for path in (ROOT / "docs").glob("*.md")} | {"files.md"}  # which `make docs` makes


def test_every_table_is_on_a_page() -> None:
    written = {table for files in WRITES.values() for table in files.values()}
    homeless = [
        table.__name__
        for table in table_classes()
        if table not in written and table.__name__ not in {*READS, *HANDED_ON}
    ]
    assert homeless == [], "say in scripts/table_files.py which command reads or writes them"


def test_tables_are_read_and_written_by_commands_that_there_are() -> None:
    sections = {section.split("`")[1]: section for section in re.split(r"^## ", commands(), flags=re.MULTILINE)[1:]}
    for command in (command for names in WRITES for command in names):
        assert command in sections
    for name, option in (use.rsplit(" ", 1) for read in READS.values() for use in read.by):
        assert f"`{option}`" in sections[name]


@pytest.mark.parametrize("table", [t for t in table_classes() if _followed(t)], ids=lambda t: t.__name__)
def test_readme_lists_the_columns_that_a_file_must_and_may_have(table: type[Table]) -> None:
    word = {"Person": "people", "Cover": "cover", "ClaimLine": "claims"}[table.__name__]
    item = README.split(f"\n- {word}")[1].split("\n- ")[0].split("\n\n")[0]
    must, may = (set(re.findall(r"`(\w+)`", part)) for part in item.split(";")[:2])
    assert may == set(READS[table.__name__].may_lack)
    assert must == set(columns(table)) - may


def test_first_screen_is_a_sentence_a_picture_and_a_command() -> None:
    screen = "\n".join(README.split("\n")[:40])
    assert "![" in screen
    assert "make demo" in screen
    assert (ROOT / "docs" / "flow.svg").exists()


def examples() -> Iterator[Any]:
    for command, said in EXAMPLE.findall(README):
        yield pytest.param(command, said, id=command)


@pytest.fixture(scope="module")
def ran_in(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Ended, Path]]:
    """Runs an example, once, in a folder of its own: how it ended, and the folder."""

    @cache
    def ran(command: str) -> tuple[Ended, Path]:
        folder = tmp_path_factory.mktemp("example")
        return run(command, folder), folder

    return ran


@pytest.mark.slow
@pytest.mark.parametrize(("command", "said"), list(examples()))
def test_an_example_of_the_readme_prints_what_it_shows(
    command: str, said: str, ran_in: Callable[[str], tuple[Ended, Path]]
) -> None:
    ran, _ = ran_in(command)
    assert ran.returncode == 0, ran.stderr[-1000:]
    shown = [squeeze(line) for line in said.split("\n") if line.strip() and line.strip() != "..."]
    printed = [squeeze(line) for line in ran.stdout.split("\n")]
    assert [line for line in shown if line not in printed] == []


def squeeze(line: str) -> str:
    """A line without its spacing."""
    return " ".join(line.split())


@pytest.mark.slow
def test_the_files_that_readme_names_are_the_files_that_a_run_writes(
    ran_in: Callable[[str], tuple[Ended, Path]],
) -> None:
    demo = next(command for command, _ in EXAMPLE.findall(README) if command.startswith("cleanbill demo"))
    ran, folder = ran_in(demo)
    assert ran.returncode == 0, ran.stderr[-1000:]
    out = folder / shlex.split(demo)[-1]
    written = {path.name.split(".")[0] for path in out.glob("[a-z]*")}
    named = set(re.findall(r"^\| `([\w-]+)(?:\.\w+|/)`", README.split("## What a run writes")[1], re.MULTILINE))
    assert named == written
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    assert summary["balanced"] is True


def test_the_pages_ask_the_network_for_nothing(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    shutil.copy(ROOT / "zensical.toml", tmp_path)
    program = Path(sys.executable).with_name("zensical")
    ran = subprocess.run([program, "build"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    built = sorted((tmp_path / "site").rglob("*.html"))
    assert len(built) >= len(list((ROOT / "docs").glob("*.md")))
    asked = re.compile(r"<(?:script|img|iframe|link)\b[^>]*\b(?:src|href)=\"?(https?:)?//", re.IGNORECASE)
    assert [f"{path.name}: {m.group()}" for path in built for m in asked.finditer(path.read_text("utf-8"))] == []
