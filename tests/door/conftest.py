"""One small run from Python that many tests look at, and files as a user would hand them over."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import cleanbill as cb
from cleanbill.cli.main import app

TODAY = "2025-12-31"
PEOPLE = 400


@pytest.fixture(scope="package")
def run() -> cb.Result:
    """The sample, followed."""
    return cb.follow(cb.sample(PEOPLE, seed=3), today=TODAY, fund=900)


def command(*arguments: str | Path) -> str:
    """What a command prints that ends well."""
    ran = CliRunner().invoke(app, [str(each) for each in arguments])
    assert ran.exit_code == 0, ran.output
    return ran.stdout


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path in it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
