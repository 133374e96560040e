"""One row an account goes in; who it belongs to, and why, come out.

Evidence holds record ids and words about fields, never a value of a field.
"""

from __future__ import annotations

import ibis.expr.datatypes as dt

from cleanbill.core.tables import Table, column
from cleanbill.people.identity.compare import words
from cleanbill.people.identity.outcomes import OUTCOMES


class Record(Table):
    """Who an account says it is owed by; all but the id may be missing."""

    __grain__ = "an account, of any seller and round"
    __key__ = ("record_id",)

    record_id: dt.String = column("person", "the account, across sellers and rounds", unique=True)
    first_name: dt.String = column("identity", "first name", nullable=True)
    last_name: dt.String = column("identity", "last name, with Jr or Sr where it is told", nullable=True)
    birth_date: dt.Date = column("identity", "date of birth", nullable=True)
    ssn_hash: dt.String = column("identity", "keyed hash of the Social Security number, one key for all", nullable=True)
    ssn_last4: dt.String = column("identity", "last four digits of the Social Security number", nullable=True)
    address: dt.String = column("identity", "street address, with the unit where it is told", nullable=True)
    city: dt.String = column("identity", "city", nullable=True)
    state: dt.String = column("person", "state", nullable=True)
    zip: dt.String = column("identity", "ZIP code", nullable=True)


class Belongs(Table):
    """Whose account it is, and which household that person is of."""

    __grain__ = "an account, of any seller and round"
    __key__ = ("record_id",)

    record_id: dt.String = column("person", "the account", unique=True)
    person_id: dt.String = column("person", "the person; tells nothing of who it is")
    household_id: dt.String = column("person", "the household; empty where no address is known", nullable=True)


class Match(Table):
    """Why two accounts were, or were not, taken for one person's."""

    __grain__ = "two accounts that are probably one person's"
    __key__ = ("left_id", "right_id")

    left_id: dt.String = column("person", "the account whose id comes first")
    right_id: dt.String = column("person", "the other account")
    probability_bp: dt.Int64 = column("person", "how probable it is that one person owes both", unit="bp", ge=0)
    first_name: dt.String = column("person", "how the first names agree", isin=words("first_name"))
    last_name: dt.String = column("person", "how the last names agree", isin=words("last_name"))
    suffix: dt.String = column("person", "how Jr and Sr agree", isin=words("suffix"))
    birth_date: dt.String = column("person", "how the birth dates agree", isin=words("birth_date"))
    ssn: dt.String = column("person", "how the Social Security numbers agree", isin=words("ssn"))
    address: dt.String = column("person", "how the addresses agree", isin=words("address"))
    outcome: dt.String = column("person", "what was made of it", isin=OUTCOMES)
