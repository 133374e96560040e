"""People and households across accounts, sellers and rounds, with evidence and without a guess.

`resolve` brings records of one person together where at least two fields that
are independent of each other agree, and never where two contradict each other.
Splink weighs the pairs; it is loaded only when `resolve` is called.
"""

from cleanbill.people.identity.model import Model, shipped
from cleanbill.people.identity.resolve import Resolved, resolve
from cleanbill.people.identity.tables import Belongs, Match, Record

__all__ = ["Belongs", "Match", "Model", "Record", "Resolved", "resolve", "shipped"]
