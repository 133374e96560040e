"""The command line itself: version, near misses, completion in the shell, and commands that are loaded when called."""

from __future__ import annotations

import json
import runpy
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

import pytest

from cleanbill.cli.commands import COMMANDS
from cleanbill.cli.groups import Command, Commands, Noun
from cleanbill.cli.main import main

HEAVY = ("ibis", "pyarrow", "numpy", "pandas", "duckdb", "sqlglot", "yaml", "jinja2", "django", "typst", "highspy")


def rows(commands: Commands, *above: str) -> Iterator[tuple[str, Command]]:
    """Every command with its words, those of nouns within nouns too."""
    for word, row in commands.items():
        if isinstance(row, Noun):
            yield from rows(row.commands, *above, word)
        else:
            yield " ".join((*above, word)), row


ROWS = dict(rows(COMMANDS))


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of the command."""
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    told = capsys.readouterr()
    return int(ended.value.code or 0), told.out, told.err


@pytest.fixture
def unloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """No command may be loaded."""

    def load(row: Command) -> Any:
        raise AssertionError(f"{row.function} was loaded")

    monkeypatch.setattr(Command, "load", load)


def test_version(capsys: pytest.CaptureFixture[str], unloaded: None) -> None:
    assert run(capsys, "--version") == (0, f"cleanbill {version('cleanbill')}\n", "")


def test_as_a_module(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["cleanbill", "--version"])
    with pytest.raises(SystemExit, match=r"^0$"):
        runpy.run_module("cleanbill", run_name="__main__")
    assert capsys.readouterr().out.startswith("cleanbill 0")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (("setle",), "No such command 'setle'. Did you mean settle?"),
        (("relief", "statos"), "No such command 'statos'. Did you mean status?"),
        (("xyzzy",), "No such command 'xyzzy'."),
        (("--versoin",), "No such option '--versoin'. Did you mean --version?"),
        (("settle", "--plam", "employer"), "No such option '--plam'. Did you mean --plan?"),
        (("pay", "run", "--xyzzy"), "No such option '--xyzzy'."),
    ],
)
def test_a_near_miss_is_named(typed: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, *typed)
    assert (code, out) == (2, "")
    assert err.rstrip().splitlines()[-1] == f"Error: {says}"


def completed(patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], typed: str) -> list[str]:
    """What bash is offered for a line whose last word is being typed."""
    patch.setenv("_CLEANBILL_COMPLETE", "complete_bash")
    patch.setenv("COMP_WORDS", typed)
    patch.setenv("COMP_CWORD", str(typed.count(" ")))
    code, out, err = run(capsys)
    assert (code, err) == (0, "")
    return out.split()


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("cleanbill re", ["remit", "relief"]),
        ("cleanbill ", list(COMMANDS)),
        ("cleanbill finance ", ["run", "household", "presets", "sweep", "bills"]),
        ("cleanbill fund ex", ["export"]),
        ("cleanbill --vers", ["--version"]),
        ("cleanbill no-such-command x", []),
    ],
)
def test_names_are_completed_without_loading_a_command(
    typed: str,
    offered: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    unloaded: None,
) -> None:
    found = completed(monkeypatch, capsys, typed)
    assert found == offered or (not offered and set(found) <= set(COMMANDS))


def test_options_of_a_command_are_completed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert completed(monkeypatch, capsys, "cleanbill remit check --js") == ["--json"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_completion_is_shown(
    shell: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION", "1")
    code, out, _ = run(capsys, "--show-completion", shell)
    assert code == 0
    assert "_CLEANBILL_COMPLETE" in out


@pytest.mark.parametrize("name", ROWS)
def test_a_row_names_a_function_with_its_help(name: str) -> None:
    command = ROWS[name].load()
    assert f"Example: cleanbill {name}" in command.help
    assert ROWS[name].says[-1] in ".?"


def test_help_is_quick() -> None:
    code = (
        "import sys, time, json\n"
        "from cleanbill.cli.main import main\n"
        "try:\n main(['--help'])\n"
        "except SystemExit: pass\n"
        f"print(json.dumps([time.process_time(), [name for name in {HEAVY} if name in sys.modules]]))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds, heavy = json.loads(ran.stdout.splitlines()[-1])
    assert heavy == []
    assert seconds < 0.4
