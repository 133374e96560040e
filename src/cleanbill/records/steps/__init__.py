"""The acts of a purchase, one a file: each is one transaction, taken once, with one act in the chain."""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.records.steps.abolish import approve_abolition, propose_abolition, recall
    from cleanbill.records.steps.begin import agree, analyse, offer, set_roles
    from cleanbill.records.steps.bid import approve_bid, own, propose_bid, refuse, withdraw
    from cleanbill.records.steps.destroy import (
        CERTIFIED,
        approve_destruction,
        ask_destruction,
        certify_destruction,
        decline_destruction,
    )
    from cleanbill.records.steps.follow_up import close, end_plan, file_release, file_satisfaction
    from cleanbill.records.steps.mailings import (
        approve_mailing,
        approve_remailing,
        mailing_sha256,
        notify,
        notify_again,
        propose_mailing,
    )
    from cleanbill.records.steps.proposals import by_another, decide, decline, found
    from cleanbill.records.steps.returned import (
        Mail,
        barred,
        came_back,
        check_letter,
        close_mail,
        mail,
        never_write,
        numbers_of,
        take_out,
    )
else:
    __getattr__, __dir__ = lazy_door(__name__)
