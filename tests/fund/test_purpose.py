"""What donors want debts abolished for: creditors and kinds, both where both are named."""

from __future__ import annotations

from datetime import date

import pytest

from cleanbill.core.errors import CleanbillError
from cleanbill.fund import Area, Fund, Owed, Place, Purpose, Restriction, Rung, Terms, differences, read_terms, written

JUDGED = Owed("grace hospital", frozenset({"judgment", "reported"}))
PLAIN = Owed("grace hospital")
ON = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("creditors", "kinds", "owed", "fits"),
    [
        ((), (), PLAIN, True),
        (("grace hospital",), (), PLAIN, True),
        (("mercy", "grace hospital"), (), PLAIN, True),
        (("mercy",), (), PLAIN, False),
        ((), ("judgment",), JUDGED, True),
        ((), ("lien", "reported"), JUDGED, True),
        ((), ("lien",), JUDGED, False),
        ((), ("judgment",), PLAIN, False),  # what a file does not tell is not so
        (("grace hospital",), ("judgment",), JUDGED, True),
        (("mercy",), ("judgment",), JUDGED, False),
        (("grace hospital",), ("lien",), JUDGED, False),
    ],
)
def test_which_debts_fit(creditors: tuple[str, ...], kinds: tuple[str, ...], owed: Owed, fits: bool) -> None:
    purpose = Purpose(frozenset(creditors), frozenset(kinds))
    assert purpose.fits(owed) == fits
    bound = Restriction((Rung(Area("state", frozenset({"MO"}))),), purpose=purpose)
    assert bound.allows(Place(state="MO"), ON, owed) == fits
    assert not bound.allows(Place(state="KS"), ON, owed)


def test_terms_kept_before_there_were_purposes_are_still_read() -> None:
    kept = {
        "name": "Drive", "dollars_cents": 900, "not_before": None, "spend_by": "2026-12-31",
        "ladder": [{"level": "state", "codes": ["MO"], "since": None}],
    }  # fmt: skip
    bound = Restriction((Rung(Area("state", frozenset({"MO"}))),), spend_by=date(2026, 12, 31))
    assert read_terms("drive", kept) == Terms(Fund("drive", "Drive", bound), 900)


def test_a_kind_that_is_none_is_told() -> None:
    with pytest.raises(CleanbillError, match="Did you mean judgment"):
        Purpose(kinds=frozenset({"judgement"}))


def test_a_purpose_reads_as_a_sentence_and_comes_back_as_written() -> None:
    bound = Restriction(purpose=Purpose(frozenset({"mercy"}), frozenset({"lien", "judgment"})))
    assert bound.words == (
        "spent anywhere; for debts on which a court has ruled or debts that a lien secures, and of these debts to mercy"
    )
    terms = Terms(Fund("drive", "Drive", bound), 100)
    assert read_terms("drive", written(terms)) == terms
    (other,) = differences(terms, Terms(Fund("drive", "Drive"), 100))
    assert other.startswith("purpose any debt, not for debts on which a court has ruled")
