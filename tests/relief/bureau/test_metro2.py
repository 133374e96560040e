"""The deletion file: fixed widths, known places, and what is written is what is read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanbill.core.errors import BadInput
from cleanbill.relief.bureau import LENGTHS, Tradeline, deletion_file, layout, plain, read_line

TODAY = date(2026, 11, 24)
LINE = Tradeline(
    account_number="AC-4821", surname="Núñez", first_name="José", address_1="1 Elm St", city="Columbia", state="MO",
    zip="65201-1234", original_creditor="Boone Hospital Center", original_amount_cents=1_250_99,
    date_opened=date(2023, 5, 1), first_delinquency=date(2023, 6, 2), birth_date=date(1980, 1, 2), ssn="012345678",
)  # fmt: skip


def test_segments_have_their_lengths() -> None:
    assert {part: sum(each["length"] for each in layout()[part]) for part in LENGTHS} == {"base": 426, "k1": 34}


def test_fields_stand_where_a_bureau_looks_for_them() -> None:
    line = deletion_file([LINE], "FURNISHER1", TODAY).rstrip("\n")
    places = {
        (1, 4): "0460", (43, 49): "AC-4821", (73, 73): "O", (74, 75): "0C", (76, 83): "05012023",
        (93, 101): "000001250", (124, 125): "DA", (155, 163): "000000000", (164, 172): "000000000",
        (182, 189): "11242026", (190, 197): "06022023", (232, 236): "NUNEZ", (257, 260): "JOSE",
        (298, 306): "012345678", (307, 314): "01021980", (325, 325): "1", (330, 337): "1 ELM ST",
        (394, 401): "COLUMBIA", (414, 415): "MO", (416, 424): "652011234", (427, 428): "K1",
        (429, 449): "BOONE HOSPITAL CENTER", (459, 460): "02",
    }  # fmt: skip
    assert {place: line[place[0] - 1 : place[1]] for place in places} == places
    agency = deletion_file([replace(LINE, reported_by="agency")], "FURNISHER1", TODAY)
    assert agency[73:75] == "48"


word = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ -'éñü", min_size=1, max_size=60).filter(lambda text: plain(text) != "")
day = st.dates(date(1900, 1, 1), date(2030, 12, 31))
lines = st.builds(
    Tradeline,
    account_number=st.text("ABC0123456789", min_size=1, max_size=30),
    surname=word, first_name=word, address_1=word, city=word, state=st.sampled_from(["MO", "MA"]),
    zip=st.from_regex(r"\A[0-9]{5}(-[0-9]{4})?\Z"), original_creditor=word,
    original_amount_cents=st.integers(0, 10**11 - 1), date_opened=day, first_delinquency=st.none() | day,
    birth_date=st.none() | day, ssn=st.none() | st.from_regex(r"\A[0-9]{9}\Z"),
    reported_by=st.sampled_from(["buyer", "agency"]),
)  # fmt: skip


@given(st.lists(lines, max_size=5))
def test_what_is_written_is_what_is_read(given_lines: list[Tradeline]) -> None:
    text = deletion_file(given_lines, "F1", TODAY)
    assert text.isascii()
    assert text.count("\n") == len(given_lines)
    for written, line in zip(text.splitlines(), given_lines, strict=True):
        assert len(written) == 460
        read = read_line(written)
        assert read["account_number"] == line.account_number
        assert read["surname"] == plain(line.surname)[:25].rstrip()
        assert read["original_creditor"] == plain(line.original_creditor)[:30].rstrip()
        assert read["original_amount"] == line.original_amount_cents // 100
        assert (read["first_delinquency"], read["birth_date"]) == (line.first_delinquency, line.birth_date)
        assert (read["date_opened"], read["zip"]) == (line.date_opened, line.zip.replace("-", ""))
        assert read["ssn"] == int(line.ssn or 0)
        assert (read["account_status"], read["current_balance"], read["amount_past_due"]) == ("DA", 0, 0)


@pytest.mark.parametrize(
    ("column", "value"),
    [("account_number", "x" * 31), ("account_number", " "), ("surname", "李"), ("state", "Mass"), ("zip", "123"),
     ("zip", "١٢٣٤٥"), ("ssn", "1234"), ("original_amount_cents", -1), ("original_amount_cents", 10**11)],
)  # fmt: skip
def test_what_would_miss_its_account_is_refused_and_nothing_is_written(column: str, value: object) -> None:
    with pytest.raises(BadInput) as refused:
        deletion_file([LINE, replace(LINE, **{column: value})], "F1", TODAY)
    assert [(each.row, each.column) for each in refused.value.findings] == [(2, column)]
    if str(value).strip() and str(value) != "-1":
        assert str(value) not in str(refused.value)


def test_a_line_of_another_width_is_refused() -> None:
    with pytest.raises(BadInput, match="459 bytes, not 460"):
        read_line("x" * 459)
