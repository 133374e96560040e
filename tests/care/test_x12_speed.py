"""An 837 file is read, from bytes to Parquet, at 50,000 segments a second or more of one processor."""

from __future__ import annotations

import time
from pathlib import Path

from cleanbill.care.claims_folder import read_claims_into
from tests.care import x12_text as x

CLAIMS, SEGMENTS_A_SECOND = 2500, 50_000


def test_an_837_is_read_fast(tmp_path: Path) -> None:
    body = [*x.subscriber(), *x.claim("C1", ["100", "20.5", "7", "8", "9.99"])]
    path = tmp_path / "many.837"
    path.write_text(x.interchange([x.transaction(body, number) for number in range(1, CLAIMS + 1)]))
    began = time.process_time()
    taken = read_claims_into([path], tmp_path / "claims")
    took = time.process_time() - began
    (file,) = taken.files
    assert (file["claims"], file["accepted"]) == (CLAIMS, CLAIMS)
    assert file["segments"] / took >= SEGMENTS_A_SECOND, f"{file['segments'] / took:,.0f} segments a second"
