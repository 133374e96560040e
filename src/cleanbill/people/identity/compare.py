"""How two records agree, field by field: levels with a word for each, as SQL over columns of `plain`.

Splink numbers the levels of a field from the last, which is 0, and calls a
field that one of the two lacks -1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

NOT_GIVEN = "not given"
ALIKE = 0.92  # Jaro-Winkler: one letter of six or more, or two neighbours swapped in four
GENERATION = 14  # years: no parent is nearer to a child
SHORT = 4  # names of fewer letters are not called alike

SWAPPED = (
    f"(given_l <> given_r and jaro_winkler_similarity(given_l, family_r) >= {ALIKE}"
    f" and jaro_winkler_similarity(family_l, given_r) >= {ALIKE})"
)

MAY_BE_MISSPELT = "not (a_name_l and a_name_r)"


def _alike(name: str) -> str:
    """SQL of a name that may be the other misspelt."""
    return (
        f"(least(length({name}_l), length({name}_r)) >= {SHORT}"
        f" and (jaro_winkler_similarity({name}_l, {name}_r) >= {ALIKE}"
        f" or (damerau_levenshtein({name}_l, {name}_r) <= 1 and least(length({name}_l), length({name}_r)) > {SHORT})))"
    )


# Field -> when it is not given.
GIVEN: Mapping[str, str] = {
    "first_name": "given_l is null or given_r is null",
    "last_name": f"family_l is null or family_r is null or {SWAPPED}",
    "suffix": "suffix_l is null and suffix_r is null",
    "birth_date": "born_l is null or born_r is null",
    "ssn": "(ssn_l is null or ssn_r is null) and (last4_l is null or last4_r is null)",
    "address": "(place_l is null or place_r is null) and (area_l is null or area_r is null)",
}

FIELDS = tuple(GIVEN)

# Field -> word -> when, the first that holds; the last is what is left.
LEVELS: Mapping[str, Mapping[str, str]] = {
    "first_name": {
        "same": "given_l = given_r",
        "nickname": "list_has_any(givens_l, givens_r)",
        "swapped with the last name": SWAPPED,
        "alike": f"{MAY_BE_MISSPELT} and {_alike('given')}",
        "one letter off": f"{MAY_BE_MISSPELT} and damerau_levenshtein(given_l, given_r) <= 1"
        " and least(length(given_l), length(given_r)) >= 3",
        "initial": "least(length(given_l), length(given_r)) = 1 and left(given_l, 1) = left(given_r, 1)",
        "different": "ELSE",
    },
    "last_name": {
        "same": "family_l = family_r",
        "one of two": "coalesce(family_l in (part_one_r, part_two_r), false)"
        " or coalesce(family_r in (part_one_l, part_two_l), false)",
        "alike": _alike("family"),
        "different": "ELSE",
    },
    "suffix": {
        "same": "suffix_l = suffix_r",
        "on one only": "suffix_l is null or suffix_r is null",
        "different": "ELSE",
    },
    "birth_date": {
        "same": "born_l = born_r",
        "day and month swapped": "left(born_l, 4) = left(born_r, 4)"
        " and substr(born_l, 5, 2) = substr(born_r, 7, 2) and substr(born_l, 7, 2) = substr(born_r, 5, 2)",
        "one digit off": f"damerau_levenshtein(born_l, born_r) <= 1 and abs(year_l - year_r) < {GENERATION}",
        "one digit off, a generation apart": "damerau_levenshtein(born_l, born_r) <= 1",
        "a generation apart": f"abs(year_l - year_r) >= {GENERATION}",
        "different": "ELSE",
    },
    "ssn": {
        "same": "ssn_l = ssn_r",
        "last four alone": "(ssn_l is null or ssn_r is null) and last4_l = last4_r",
        "one digit off": "last4_l is not null and last4_r is not null and damerau_levenshtein(last4_l, last4_r) <= 1",
        "different": "ELSE",
    },
    "address": {
        "same": "place_l = place_r and unit_l is not distinct from unit_r",
        "same but for the unit": "place_l = place_r and (unit_l is null or unit_r is null)",
        "another unit": "place_l = place_r",
        "one letter off": "house_l = house_r and area_l = area_r and damerau_levenshtein(street_l, street_r) <= 1"
        " and (unit_l is null or unit_r is null or unit_l = unit_r)",
        "same area": "area_l = area_r",
        "another area": "ELSE",
    },
}

# Names differ in how much it says that they agree; `plain` holds how frequent each is.
BY_FREQUENCY: Mapping[tuple[str, str], str] = {("first_name", "same"): "given", ("last_name", "same"): "family"}


def words(field: str) -> Sequence[str]:
    """What can be said of a field."""
    return (*LEVELS[field], NOT_GIVEN)


def word_sql(field: str) -> str:
    """SQL that says how a field agrees, over a pair's columns `..._l` and `..._r`."""
    *first, last = LEVELS[field].items()
    cases = " ".join(f"when {when} then '{word}'" for word, when in first)
    return f"case when {GIVEN[field]} then '{NOT_GIVEN}' {cases} else '{last[0]}' end"


def word_of(field: str) -> Mapping[int, str]:
    """Splink's number of a level -> its word."""
    return {-1: NOT_GIVEN} | dict(enumerate(reversed([*LEVELS[field]])))
