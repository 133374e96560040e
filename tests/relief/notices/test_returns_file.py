"""The file of letters that came back: read whole, or every fault told without a value."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

from cleanbill.core.errors import BadInput, CleanbillError
from cleanbill.relief.letters import ComingBack, new_code, read_returns

CODE = new_code(random.Random(1).randrange)


def written(tmp_path: Path, text: str) -> Path:
    (tmp_path / "returns.csv").write_text(text, "utf-8")
    return tmp_path / "returns.csv"


def test_a_letter_is_named_by_number_code_or_person(tmp_path: Path) -> None:
    text = f"letter,code,person_id,date,why\n3,,,2026-12-01,moved\n,{CODE},,2026-12-02,refused\n,,P,2026-12-03,other\n"
    assert read_returns(written(tmp_path, text)) == [
        ComingBack(date(2026, 12, 1), "moved", 3),
        ComingBack(date(2026, 12, 2), "refused", code=CODE),
        ComingBack(date(2026, 12, 3), "other", person_id="P"),
    ]


def test_a_new_address_comes_with_the_letter_or_later(tmp_path: Path) -> None:
    text = "letter,date,why,address,city,state,zip\n1,2026-12-01,,2 Oak St,Boston,MA,02118-1234\n"
    (one,) = read_returns(written(tmp_path, text))
    assert (one.why, one.address, one.state) == ("", ("2 Oak St", "Boston, MA 02118"), "MA")


def test_every_fault_is_told_without_a_value(tmp_path: Path) -> None:
    rows = (
        "Xylophonia,,2026-12-01,moved,,,,\n"  # 1: no number
        "1,Quagmire-9,2026-12-01,moved,,,,\n"  # 2: named twice, and a wrong code
        "1,,Zanzibar,moved,,,,\n"  # 3: no day
        "1,,2026-12-01,Wanderlust,,,,\n"  # 4: no reason
        "1,,2026-12-01,,9 Hollowmere,,,\n"  # 5: half an address
        "1,,2026-12-01,,,,,\n"  # 6: nothing
        ",,2026-12-01,moved,,,,\n"  # 7: nobody
    )
    with pytest.raises(BadInput) as refused:
        read_returns(written(tmp_path, "letter,code,date,why,address,city,state,zip\n" + rows))
    assert {each.row for each in refused.value.findings} == {1, 2, 3, 4, 5, 6, 7}
    for word in ("Xylophonia", "Quagmire", "Zanzibar", "Wanderlust", "Hollowmere"):
        assert word not in str(refused.value)


def test_a_file_of_other_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        read_returns(written(tmp_path, "Featherbottom,why\nx,moved\n"))
    assert "no column says which letter" in str(refused.value)
    assert "Featherbottom" not in str(refused.value)
    with pytest.raises(CleanbillError, match="cannot be read"):
        read_returns(tmp_path / "none.csv")
