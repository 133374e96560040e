"""Letters to the people whose debts are gone: who gets one, how it is checked, what comes back.

`recipients` makes people of a purchase's accounts, and `mailing` says who of them gets
a letter and why others do not; `new_code`, `register` and `check` are the page on which
a letter proves real; `returned` is its life in the post. `report.letters` prints them.
"""

from cleanbill.relief.notices.check import Answer, Registered, Tries, check, proof_of, register, try_keys
from cleanbill.relief.notices.code import code_key, is_code, new_code
from cleanbill.relief.notices.mailing import REASONS, Mailing, Suppressed, mailing
from cleanbill.relief.notices.recipient import LANGUAGES, AbolishedAccount, Addressed, Recipient
from cleanbill.relief.notices.recipients import Barred, recipients
from cleanbill.relief.notices.returned import WHY_RETURNED, Post, address_key, came_back, close, moved_to, send
from cleanbill.relief.notices.returns_file import ComingBack, read_returns

__all__ = [
    "LANGUAGES",
    "REASONS",
    "WHY_RETURNED",
    "AbolishedAccount",
    "Addressed",
    "Answer",
    "Barred",
    "ComingBack",
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
    "code_key",
    "is_code",
    "mailing",
    "moved_to",
    "new_code",
    "proof_of",
    "read_returns",
    "recipients",
    "register",
    "send",
    "try_keys",
]
