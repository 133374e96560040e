"""Many transactions in one 837 file are all read, from bytes to Parquet."""

from __future__ import annotations

from pathlib import Path

from cleanbill.care.claims_read import read_claims_into
from tests.care import x12_text as x

CLAIMS = 2500


def test_every_claim_of_a_long_file_is_read(tmp_path: Path) -> None:
    body = [*x.subscriber(), *x.claim("C1", ["100", "20.5", "7", "8", "9.99"])]
    text = x.interchange([x.transaction(body, number) for number in range(1, CLAIMS + 1)])
    path = tmp_path / "many.837"
    path.write_text(text)
    taken = read_claims_into([path], tmp_path / "claims")
    (file,) = taken.files
    assert (file["claims"], file["accepted"]) == (CLAIMS, CLAIMS)
    assert file["segments"] == text.count("~")
