"""A programme with debts abolished, made once a session."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.letters_drive import abolished


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme with debts abolished, to be copied."""
    at = tmp_path_factory.mktemp("drive")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(at)
        patch.delenv("CLEANBILL_DATABASE", raising=False)
        patch.delenv("CLEANBILL_MASTER_KEY", raising=False)
        abolished(at)
    return at
