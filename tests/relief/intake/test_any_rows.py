"""Whatever the rows, each ends in one place, and counts and faces are those of a slow, plain reading."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from cleanbill.engine import connect
from cleanbill.relief.intake import Mapped, Mapping
from tests.relief.intake.sale import held, report, taken, write_csv

CON = connect(threads=2)
MAPPING = Mapping((
    Mapped("id", "account_id"), Mapped("balance", "current_balance_cents", "dollars"),
    Mapped("dob", "birth_date", "MDY"), Mapped("zip", "zip"), Mapped("st", "state"), Mapped("ssn", "ssn"),
    Mapped("name", "last_name"),
))  # fmt: skip
AMOUNTS = st.one_of(
    st.decimals(-10_000, 10**9, places=2).map(str), st.integers(-5, 10**6).map(str),
    st.sampled_from(["", "$1,234.50", "(5.00)", "5-", "$-3", "1,23", "1.005", "abc", "--5", "NaN",
                      "1e5", ".", "$", "()", "1.500"]),
)  # fmt: skip
WORD = st.text("abc \"',;\n\t\\é0129/-.$", max_size=8)
ROW = st.fixed_dictionaries({
    "id": st.one_of(st.sampled_from(["A", "B", "C", ""]), WORD), "balance": AMOUNTS,
    "dob": st.one_of(WORD, st.sampled_from(["01/31/1970", "02/30/1970", "12/31/9999", "infinity", "1970-01-31"])),
    "zip": st.one_of(WORD, st.sampled_from(["02118", "2118", "99999"])), "st": st.sampled_from(["MA", "MO", "??", ""]),
    "ssn": st.one_of(WORD, st.just("123-45-6789")), "name": WORD,
})  # fmt: skip


def plain_cents(text: str) -> int | None:
    """An amount by a reading of its own: sign by sign, then Decimal."""
    text = text.strip()
    below = text.startswith("(") and text.endswith(")")
    text = text[1:-1] if below else text
    for _ in range(2):
        text, sign = text.removeprefix("$"), text
        if text == sign and text[:1] == "-" and not below:
            text, below = text[1:], True
    if text.endswith("-") and not below:
        text, below = text[:-1], True
    if not re.fullmatch(r"(\d{1,3}(,\d{3})+|\d+)?(\.\d\d?0*)?", text) or not re.search(r"\d", text):
        return None
    return int(Decimal(text.replace(",", "")) * 100) * (-1 if below else 1)


@settings(max_examples=4, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=120))
def test_rows_and_faces_reconcile(rows: list[dict[str, str]]) -> None:
    with TemporaryDirectory() as folder:
        path = write_csv(Path(folder) / "sale.csv", rows)
        told = taken(CON, path, Path(folder) / "P1", MAPPING)
        got = held(CON, Path(folder) / "P1")
        assert [row["source_row"] for row in got] == list(range(1, len(rows) + 1))
        faces = [plain_cents(row["balance"]) for row in rows]
        assert [row["face"] for row in got] == faces
        parts = (told.accepted, told.quarantined, told.rejected)
        assert sum(part.rows for part in parts) == told.total.rows == len(rows)
        assert sum(part.face_cents for part in parts) == told.total.face_cents == sum(face or 0 for face in faces)
        assert report(Path(folder) / "P1")["total"] == {"rows": len(rows), "face_cents": told.total.face_cents}
        assert all((row["face"] or 0) > 0 and row["account_id"] for row in got if row["outcome"] == "accepted")
        accepted = [row["account_id"] for row in got if row["outcome"] == "accepted"]
        assert len(accepted) == len(set(accepted))
