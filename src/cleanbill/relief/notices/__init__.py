"""Letters to the people whose debts are gone: who gets one, how it is checked, what comes back.

`mailing` says who gets a letter and why others do not; `new_code`, `register`
and `check` are the page on which a letter proves real; `returned` is the life
of a letter in the post. `report.letters` prints them.
"""

from cleanbill.relief.notices.check import Answer, Registered, Tries, check, register
from cleanbill.relief.notices.code import is_code, new_code
from cleanbill.relief.notices.mailing import REASONS, Mailing, Suppressed, mailing
from cleanbill.relief.notices.recipient import LANGUAGES, AbolishedAccount, Addressed, Recipient
from cleanbill.relief.notices.returned import Post, address_key, came_back, close, moved_to, send

__all__ = [
    "LANGUAGES",
    "REASONS",
    "AbolishedAccount",
    "Addressed",
    "Answer",
    "Mailing",
    "Post",
    "Recipient",
    "Registered",
    "Suppressed",
    "Tries",
    "address_key",
    "came_back",
    "check",
    "close",
    "is_code",
    "mailing",
    "moved_to",
    "new_code",
    "register",
    "send",
]
