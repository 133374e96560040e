"""Whether two records may be one person's, whatever the probability: contradictions, and how many fields agree.

The people of one household share a last name and an address, and twins a birth
date too, so fields do not agree by chance alone, as a probability takes them to.
In: pairs with a word a field. Out: the same with `verdict` and `firm`.
"""

from __future__ import annotations

from functools import reduce
from operator import or_

import ibis
import ibis.expr.types as ir

from cleanbill.people.identity import outcomes


class _Pair:
    """What is said of a pair, in the words of `compare`."""

    def __init__(self, pair: ir.Table) -> None:
        self.first = pair.first_name.isin(["same", "nickname", "swapped with the last name"])
        self.first_near = pair.first_name.isin(["alike", "initial"])
        self.first_near_number = pair.first_name == "one letter off"  # as of LISA and LIA, but of MARK and MARY too
        self.no_first = pair.first_name == "not given"
        self.first_differs = pair.first_name == "different"
        swapped = pair.first_name == "swapped with the last name"
        self.last = swapped | pair.last_name.isin(["same", "one of two", "alike"])
        self.no_last = pair.last_name == "not given"
        self.name = (self.first | self.first_near) & self.last
        self.born = pair.birth_date == "same"
        self.born_turned = pair.birth_date == "day and month swapped"
        self.born_near = self.born_turned | (pair.birth_date == "one digit off")
        self.born_far = pair.birth_date == "one digit off, a generation apart"
        self.born_differs = pair.birth_date == "different"
        self.generation = pair.birth_date == "a generation apart"
        self.no_birth = pair.birth_date == "not given"
        self.ssn = pair.ssn == "same"
        self.four = pair.ssn == "last four alone"
        self.ssn_near = pair.ssn == "one digit off"
        self.ssn_differs = pair.ssn == "different"
        self.home = pair.address.isin(["same", "same but for the unit"])
        self.home_near = self.home | (pair.address == "one letter off")
        self.area = self.home_near | pair.address.isin(["same area", "another unit"])
        self.suffix_differs = pair.suffix == "different"
        self.suffix_once = pair.suffix == "on one only"


def judged(pair: ir.Table) -> ir.Table:
    """`pair` with its verdict (one of `outcomes`), and whether more than name and home holds the two together."""
    said = _Pair(pair)
    return pair.mutate(
        verdict=ibis.cases(*_contradictions(said), (_enough(said), outcomes.MERGED), else_=outcomes.WEAK),
        firm=said.ssn | said.four | (said.born & ~said.no_first),
    )


def _contradictions(said: _Pair) -> list[tuple[ir.BooleanValue, str]]:
    """What no agreement outweighs but the one beside it."""
    one_life = said.ssn & said.born
    # A misspelt number is one digit off; of a wholly other one, as a spouse's, all the rest must be the same.
    mistyped = said.ssn_near & said.first & said.last & (said.born | (said.no_birth & said.home_near))
    borrowed = said.ssn_differs & said.first & said.last & said.born & said.home_near
    other_number = (said.ssn_near | said.ssn_differs) & ~mistyped & ~borrowed
    other_birth = (
        said.generation | (said.born_far & ~(said.ssn | said.four)) | (said.born_differs & ~(said.ssn & said.name))
    )
    return [
        (said.first_differs & ~(one_life & (said.last | said.home)), outcomes.FIRST_NAMES),
        (said.suffix_differs & ~one_life, outcomes.SUFFIXES),
        (other_number, outcomes.SSNS),
        (other_birth, outcomes.BIRTH_DATES),
    ]


def _enough(said: _Pair) -> ir.BooleanValue:
    """At least two fields that do not come together in a household, or the number and one more."""
    number = said.ssn | said.four
    told_apart = said.born | said.born_near | number
    ways = [
        said.ssn & (said.first | said.last | said.born | said.home),
        said.four & (said.name | (said.first_near_number & said.last) | (said.born & (said.first | said.last))),
        said.name & said.born,
        said.first & said.last & said.home_near & ~said.suffix_once,
        said.name & said.home_near & told_apart,
        said.first & said.last & said.born_turned & said.area,
        said.first & said.born & said.home_near,  # a last name taken in marriage
        said.no_first & (said.last | said.no_last) & said.born & said.home_near,
    ]
    return reduce(or_, ways)
