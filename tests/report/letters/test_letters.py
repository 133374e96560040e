"""Letters: all that must be said is said in each language, by approved words alone."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import date
from importlib import resources

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanbill.core.errors import CleanbillError
from cleanbill.relief.letters import LANGUAGES, AbolishedAccount, Recipient, mailing, new_code
from cleanbill.report.letters import Approved, Draft, Letter, Sender, approve, letters_pdf, print_run, unreviewed
from cleanbill.report.letters.letters import filled, shown, told_day, wording

DAY = date(2026, 11, 24)
DRAFT = Draft({language: f"Words in {language}." for language in LANGUAGES}, "Ann")
SENDER = Sender(
    "Relief Fund", date(2026, 11, 20), ("PO Box 1", "Columbia, MO 65201"), "relief.example/check", "1-800-555-0100",
    approve(DRAFT, "Bob", DAY), charity=True,
)  # fmt: skip
ACCOUNTS = (AbolishedAccount("Boone Hospital", "4821", 1_250_40), AbolishedAccount("City Clinic", "0077", 12_00))


def letter(language: str = "en", key: str = "p1", **told: object) -> Letter:
    plain = {"birth_date": date(1980, 1, 2), "language": language}
    to = Recipient(key, "Jo Doe", ("1 Elm Street", "Columbia, MO 65201"), "MO", ACCOUNTS, **{**plain, **told})  # type: ignore[arg-type]
    return Letter(mailing([to], DAY).letters[0], new_code(random.Random(1).randrange))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_says_all_that_it_must(language: str) -> None:
    page = shown([letter(language)], SENDER, DAY, language)
    one = page["letters"][0]
    text = repr(page)
    for said in ("Relief Fund", "501(c)(3)", "102(a)", "1099-C", "relief.example/check", "1-800-555-0100"):
        assert said in text
    assert "$1,262.40" in one["lead"]  # 1,250.40 + 12.00
    assert told_day(SENDER.abolished_on, language) in one["lead"]
    assert [account["face"] for account in one["accounts"]] == ["$1,250.40", "$12.00"]
    assert f"Words in {language}." in text
    assert len(page["parts"]) == 5
    assert [other["lang"] for other in page["others"]] == [each for each in LANGUAGES if each != language]
    assert not re.search(r"\{\w+\}", repr({**page, "page": ""})), "something was not filled in"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_texts_with_the_same_places(language: str) -> None:
    words, english = wording(language), wording("en")
    assert set(words) == set(english)
    assert len(words["months"]) == 12
    for name, text in english.items():
        if isinstance(text, str) and name != "date":
            assert sorted(re.findall(r"\{\w+\}", words[name])) == sorted(re.findall(r"\{\w+\}", text)), name


def test_every_sign_of_the_words_has_a_glyph() -> None:
    """Typst leaves an empty box for a sign it has no glyph for, and says nothing: here each is compared with one."""
    signs = sorted({sign for each in LANGUAGES for text in wording(each).values() for sign in str(text)} - {" ", "\n"})
    empty_box = "\U0010fffd"
    shown_signs = [empty_box, *(sign for sign in signs if sign not in {'"', "\\"})]
    pages = "".join(f'#page(width: 30pt, height: 30pt)[#"{sign}"]\n' for sign in shown_signs)
    with resources.as_file(resources.files("cleanbill.report.letters")) as home:
        images = typst.compile(
            ('#set text(font: ("Libertinus Serif", "WenQuanYi Micro Hei"))\n#set page(margin: 2pt)\n' + pages).encode(),
            font_paths=[str(home / "fonts")], ignore_system_fonts=True, format="png", ppi=72,
        )  # fmt: skip
    assert len(signs) > 300
    assert images[0] not in images[1:]


def test_a_letter_to_a_guarantor_names_the_patient_and_goes_to_the_guarantor() -> None:
    one = shown([letter(birth_date=date(2015, 1, 1), guarantor="Rosa Roe")], SENDER, DAY, "en")["letters"][0]
    assert one["name"] == "Rosa Roe"
    assert one["greeting"] == "To the parent or guardian of Jo Doe: Rosa Roe"
    assert "care of Jo Doe" in one["for_child"]
    assert "patient's birth date" in one["check_second"]


def test_who_has_no_birth_date_is_asked_for_the_zip_code() -> None:
    assert "ZIP" in shown([letter(birth_date=None)], SENDER, DAY, "en")["letters"][0]["check_second"]


def test_words_that_nobody_else_approved_are_refused() -> None:
    for approver in ("Ann", " ann ", "ANN", "", " "):
        with pytest.raises(CleanbillError):
            approve(DRAFT, approver, DAY)
    with pytest.raises(CleanbillError, match="by name"):
        approve(replace(DRAFT, writer=" "), "Bob", DAY)
    with pytest.raises(CleanbillError, match="not approved"):
        letters_pdf([letter()], replace(SENDER, words=DRAFT), DAY)  # type: ignore[arg-type]


def test_words_changed_after_approval_are_refused() -> None:
    with pytest.raises(CleanbillError, match="changed after"):
        Approved(replace(DRAFT, words={"en": "Pay us."}), "Bob", DAY, DRAFT.digest)
    words = {"en": "Kind words."}
    approved = approve(Draft(words, "Ann"), "Bob", DAY)
    words["en"] = "Pay us."
    with pytest.raises(CleanbillError, match="changed after"):
        letters_pdf([letter()], replace(SENDER, words=approved), DAY)


def test_words_missing_in_a_language_are_refused() -> None:
    with pytest.raises(CleanbillError, match="not there in 'es'"):
        letters_pdf([letter("es")], replace(SENDER, words=approve(Draft({"en": "Hi."}, "Ann"), "Bob", DAY)), DAY)


def test_tax_words_are_for_a_charity_alone() -> None:
    with pytest.raises(CleanbillError, match="counsel"):
        letters_pdf([letter()], replace(SENDER, charity=False), DAY)


def test_two_letters_to_one_person_or_a_wrong_code_are_refused() -> None:
    with pytest.raises(CleanbillError, match="two letters"):
        letters_pdf([letter(), letter()], SENDER, DAY)
    with pytest.raises(CleanbillError, match="check sign"):
        letters_pdf([replace(letter(), code="2222-2222-2222-2223")], SENDER, DAY)
    with pytest.raises(CleanbillError, match="no letter"):
        list(print_run([], SENDER, DAY))


def test_a_print_run_has_each_letter_once_and_the_same_bytes_again() -> None:
    letters = [letter(LANGUAGES[each % 4], f"p{each}") for each in range(10)]
    run = list(print_run(letters, SENDER, DAY, a_file=2))
    assert sorted(key for printed in run for key in printed.person_keys) == sorted(f"p{each}" for each in range(10))
    assert all(len(printed.person_keys) <= 2 for printed in run)
    assert run == list(print_run(letters, SENDER, DAY, a_file=2))
    single = list(print_run(letters, SENDER, DAY, a_file=1))
    assert [len(printed.person_keys) for printed in single] == [1] * 10


@given(st.text())
@settings(max_examples=50)
def test_what_is_put_in_is_never_read_as_a_place(name: str) -> None:
    assert filled("Dear {name}, {name}!", {"name": name}) == f"Dear {name}, {name}!"


def test_markup_in_a_name_is_printed_and_not_obeyed() -> None:
    to = letter().addressed.to
    evil = replace(to, name='#panic("x") *bold* $x$ <a> @b', accounts=(AbolishedAccount("#eval", "*", 1),))
    sly = Letter(mailing([evil], DAY).letters[0], None)
    assert letters_pdf([sly], SENDER, DAY).startswith(b"%PDF")


def test_no_word_asks_for_money() -> None:
    with_asking = re.compile(r"\b(donat|send us|amount due|please pay)", re.IGNORECASE)
    assert not [text for text in wording("en").values() if isinstance(text, str) and with_asking.search(text)]


def test_languages_without_a_native_readers_name_are_told() -> None:
    assert set(unreviewed()) <= set(LANGUAGES)
    assert all(wording(each)["reviewed_by"] for each in LANGUAGES if each not in unreviewed())
