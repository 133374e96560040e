"""People and households across accounts, sellers and rounds, with evidence and without a guess.

`resolve` brings records of one person together where at least two fields that
are independent of each other agree, and never where two contradict each other.
Splink weighs the pairs; it is loaded only when `resolve` is called.
"""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.people.identity.normalise import Belongs, Match, Record, shipped
    from cleanbill.people.identity.resolution import Resolved, resolve
else:
    __getattr__, __dir__ = lazy_door(__name__)
