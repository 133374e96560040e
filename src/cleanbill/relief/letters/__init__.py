"""Letters to the people whose debts are gone: who gets one, how it is checked, what comes back.

`recipients` makes people of a purchase's accounts, and `mailing` says who of them gets
a letter and why others do not; `new_code`, `register` and `check` are the page on which
a letter proves real; `returned` is its life in the post. `report.letters` prints them.
"""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.relief.letters.addressees import (
        Answer,
        Barred,
        ComingBack,
        Registered,
        Tries,
        check,
        proof_of,
        read_returns,
        recipients,
        register,
        try_keys,
    )
    from cleanbill.relief.letters.mailings import (
        LANGUAGES,
        REASONS,
        AbolishedAccount,
        Addressed,
        Mailing,
        Recipient,
        code_key,
        is_code,
        mailing,
        new_code,
    )
    from cleanbill.relief.letters.returned import WHY_RETURNED, Post, address_key, came_back, close, moved_to, send
else:
    __getattr__, __dir__ = lazy_door(__name__)
