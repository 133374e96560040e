"""Each household before and after: rules on arrays, and a household's own numbers from plain values.

Opens no bulk table: `today` and `after` work on `Persons`, `household` and `what_if`
on plain values in under a second. All residents, winners and losers are in `everyone`.
"""

from cleanbill.financing.households.after import Account, after
from cleanbill.financing.households.choices import Choices, choices
from cleanbill.financing.households.household import Answer, AtIncidence, Line, household
from cleanbill.financing.households.labels import label
from cleanbill.financing.households.member import ROLES, Member
from cleanbill.financing.households.persons import COVERS, Persons
from cleanbill.financing.households.today import Today, today
from cleanbill.financing.households.what_if import what_if, what_ifs

__all__ = [
    "COVERS",
    "ROLES",
    "Account",
    "Answer",
    "AtIncidence",
    "Choices",
    "Line",
    "Member",
    "Persons",
    "Today",
    "after",
    "choices",
    "household",
    "label",
    "today",
    "what_if",
    "what_ifs",
]
