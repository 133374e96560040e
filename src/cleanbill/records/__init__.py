"""The records: purchases from offer to close, their letters, the ledger in a database, and the chain of every act.

Plain functions on a `Store` and frozen facts; Django stays inside and is set up when a name that
needs it is first used. There is no way here to collect or to resell. `audit` needs no Django.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.records.audit import Head, Link, Verdict, verify
    from cleanbill.records.books import BID_HEAD, balances, bid_csv, bill_of_sale, entries, post, reverse, schedule_csv
    from cleanbill.records.facts import (
        Account,
        Agreement,
        By,
        Chosen,
        Destruction,
        FundTerms,
        Portfolio,
        Posted,
        Proposal,
        Purchase,
        Recall,
        Returned,
        TakenIn,
    )
    from cleanbill.records.on_offer import correct_portfolio, corrections, made_under
    from cleanbill.records.reading import (
        FOLLOW_UPS,
        Clock,
        FollowUp,
        NextStep,
        accounts,
        acts,
        agreements,
        clocks,
        debts_bought,
        destructions,
        export_acts,
        follow_up,
        head,
        next_step,
        portfolios,
        proposals,
        purchase,
        purchases,
        recalls,
        staff,
        to_follow,
        waiting_remailing,
    )
    from cleanbill.records.restrictions import (
        approve_terms,
        binding,
        decline_terms,
        fund_terms,
        in_force,
        propose_terms,
        spendable,
    )
    from cleanbill.records.step import TRANSITIONS
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
    from cleanbill.records.steps.mail import (
        approve_mailing,
        approve_remailing,
        mailing_sha256,
        notify,
        notify_again,
        propose_mailing,
    )
    from cleanbill.records.steps.proposals import decline
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
    from cleanbill.records.store import Store, begun, open_store
else:

    def _ready(module: str) -> None:
        if module != "cleanbill.records.audit":  # which needs no Django
            import_module("cleanbill.records.ready").ready()

    __getattr__, __dir__ = lazy_door(__name__, before=_ready)
