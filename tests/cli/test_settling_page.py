"""docs/settling.md shows what its commands print."""

from __future__ import annotations

from pathlib import Path

import pytest
from scripts.run_settling import PAGE, page

from cleanbill.cli.main import main


@pytest.mark.slow
def test_the_page_of_settling_shows_what_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in (("COLUMNS", "100"), ("NO_COLOR", "1"), ("TERM", "dumb")):
        monkeypatch.setenv(name, value)

    def run_one(words: list[str]) -> str:
        with pytest.raises(SystemExit) as ended:
            main(words)
        told = capsys.readouterr()
        assert not ended.value.code, told.err
        return told.out

    text = PAGE.read_text("utf-8")
    assert page(text, tmp_path, run_one) == text, "run: python -m scripts.run_settling"
