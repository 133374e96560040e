"""Programmes to be copied, each made once a session from the one before: on offer, planned, debts abolished."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.letters_drive import BEFORE, offered, relief, within


@pytest.fixture(scope="session")
def on_offer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme with a portfolio of six accounts on offer, and a fund of 100 dollars that is bound."""
    at = tmp_path_factory.mktemp("on-offer")
    with within(at):
        offered()
    return at


@pytest.fixture(scope="session")
def planned(on_offer: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """It, once what to buy is planned, and before a bid."""
    return _further(on_offer, tmp_path_factory.mktemp("planned") / "here", BEFORE[6:7])


@pytest.fixture(scope="session")
def ready(planned: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """It, once all is bought and abolished."""
    return _further(planned, tmp_path_factory.mktemp("drive") / "here", BEFORE[7:])


def _further(programme: Path, at: Path, steps: tuple[tuple[str, ...], ...]) -> Path:
    shutil.copytree(programme, at)
    with within(at):
        for step in steps:
            relief(*step)
    return at
