"""What a sealed connection spills to disk cannot be read there."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from cleanbill.engine import connect

ROWS = "SELECT i, 'Featherbottom' || i || repeat('x', 60) AS s FROM range(1000000) r(i)"


@pytest.mark.parametrize(("sealed", "legible"), [(True, False), (False, True)])
def test_names_are_legible_in_what_is_spilled_only_where_it_is_not_sealed(
    tmp_path: Path, sealed: bool, legible: bool
) -> None:
    con = connect(scratch=tmp_path, memory="80MB", threads=2, sealed=sealed)
    con.raw_sql(f"CREATE TEMP TABLE t AS {ROWS}")
    pages: list[bytes] = []
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            pages.extend(path.read_bytes() for path in tmp_path.iterdir())
            done.wait(0.05)

    looking = threading.Thread(target=look)
    looking.start()
    con.raw_sql("SELECT count(*) FROM (SELECT * FROM t ORDER BY s DESC LIMIT 900000)").fetchall()
    done.set()
    looking.join()
    assert any(pages), "nothing was spilled, so nothing was seen"
    assert any(b"Featherbottom" in page for page in pages) == legible
