"""The records: purchases from offer to close, their letters, the ledger in a database, and the chain of every act.

Plain functions on a `Store` and frozen facts; Django stays inside and is set up when a name that
needs it is first used. There is no way here to collect or to resell. `audit` needs no Django.
"""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from cleanbill.records.audit import Head, Link, Verdict, verify

if TYPE_CHECKING:
    from cleanbill.records.bill_of_sale import BillOfSale, bill_of_sale
    from cleanbill.records.books import balances, entries, post, reverse
    from cleanbill.records.bound import binding, fund_terms, in_force, spendable
    from cleanbill.records.checking import check_letter
    from cleanbill.records.database import begun
    from cleanbill.records.due import NextStep, next_step
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
        Staff,
        TakenIn,
    )
    from cleanbill.records.follow_ups import FOLLOW_UPS, FollowUp, follow_up
    from cleanbill.records.in_the_post import Mail, barred, mail, numbers_of
    from cleanbill.records.reading import (
        accounts,
        acts,
        agreements,
        debts_bought,
        destructions,
        export_acts,
        head,
        portfolios,
        proposals,
        purchase,
        purchases,
        recalls,
        staff,
        to_follow,
        waiting_remailing,
    )
    from cleanbill.records.retention import Clock, clocks
    from cleanbill.records.roles import ROLES
    from cleanbill.records.schedule import BID_HEAD, bid_csv, schedule_csv
    from cleanbill.records.steps.agree import agree
    from cleanbill.records.steps.analyse import analyse
    from cleanbill.records.steps.approve_abolition import approve_abolition
    from cleanbill.records.steps.approve_bid import approve_bid
    from cleanbill.records.steps.approve_destruction import approve_destruction
    from cleanbill.records.steps.approve_mailing import approve_mailing, approve_remailing
    from cleanbill.records.steps.ask_destruction import ask_destruction
    from cleanbill.records.steps.came_back import came_back, close_mail
    from cleanbill.records.steps.certify_destruction import CERTIFIED, certify_destruction
    from cleanbill.records.steps.close import close
    from cleanbill.records.steps.decide_terms import approve_terms, decline_terms
    from cleanbill.records.steps.decline import decline
    from cleanbill.records.steps.decline_destruction import decline_destruction
    from cleanbill.records.steps.end import refuse, withdraw
    from cleanbill.records.steps.end_plan import end_plan
    from cleanbill.records.steps.file_release import file_release
    from cleanbill.records.steps.file_satisfaction import file_satisfaction
    from cleanbill.records.steps.never_write import never_write
    from cleanbill.records.steps.notify import notify
    from cleanbill.records.steps.notify_again import notify_again
    from cleanbill.records.steps.offer import offer
    from cleanbill.records.steps.own import own
    from cleanbill.records.steps.propose_abolition import propose_abolition
    from cleanbill.records.steps.propose_bid import propose_bid
    from cleanbill.records.steps.propose_mailing import mailing_sha256, propose_mailing
    from cleanbill.records.steps.propose_terms import propose_terms
    from cleanbill.records.steps.recall import recall
    from cleanbill.records.steps.staff import set_roles
    from cleanbill.records.steps.take_out import take_out
    from cleanbill.records.store import Store, open_store
    from cleanbill.records.transitions import TRANSITIONS

# module below cleanbill.records -> the names of it that others use
_DOORS = {
    "bill_of_sale": ("BillOfSale", "bill_of_sale"),
    "books": ("balances", "entries", "post", "reverse"),
    "bound": ("binding", "fund_terms", "in_force", "spendable"),
    "checking": ("check_letter",),
    "database": ("begun",),
    "facts": (
        *("Account", "Agreement", "By", "Chosen", "Portfolio", "Posted", "Proposal", "Purchase", "Recall"),
        *("Destruction", "FundTerms", "Returned", "Staff", "TakenIn"),
    ),
    "follow_ups": ("FOLLOW_UPS", "FollowUp", "follow_up"),
    "in_the_post": ("Mail", "barred", "mail", "numbers_of"),
    "due": ("NextStep", "next_step"),
    "reading": (
        *("accounts", "acts", "agreements", "debts_bought", "destructions", "export_acts", "head", "portfolios"),
        *("proposals", "purchase", "purchases", "recalls", "staff", "to_follow", "waiting_remailing"),
    ),
    "retention": ("Clock", "clocks"),
    "roles": ("ROLES",),
    "schedule": ("BID_HEAD", "bid_csv", "schedule_csv"),
    "steps.agree": ("agree",),
    "steps.analyse": ("analyse",),
    "steps.approve_abolition": ("approve_abolition",),
    "steps.approve_bid": ("approve_bid",),
    "steps.approve_destruction": ("approve_destruction",),
    "steps.approve_mailing": ("approve_mailing", "approve_remailing"),
    "steps.ask_destruction": ("ask_destruction",),
    "steps.came_back": ("came_back", "close_mail"),
    "steps.certify_destruction": ("CERTIFIED", "certify_destruction"),
    "steps.close": ("close",),
    "steps.decide_terms": ("approve_terms", "decline_terms"),
    "steps.decline": ("decline",),
    "steps.decline_destruction": ("decline_destruction",),
    "steps.end": ("refuse", "withdraw"),
    "steps.end_plan": ("end_plan",),
    "steps.file_release": ("file_release",),
    "steps.file_satisfaction": ("file_satisfaction",),
    "steps.never_write": ("never_write",),
    "steps.notify": ("notify",),
    "steps.notify_again": ("notify_again",),
    "steps.offer": ("offer",),
    "steps.own": ("own",),
    "steps.propose_abolition": ("propose_abolition",),
    "steps.propose_bid": ("propose_bid",),
    "steps.propose_mailing": ("mailing_sha256", "propose_mailing"),
    "steps.propose_terms": ("propose_terms",),
    "steps.recall": ("recall",),
    "steps.staff": ("set_roles",),
    "steps.take_out": ("take_out",),
    "store": ("Store", "open_store"),
    "transitions": ("TRANSITIONS",),
}
_WHERE = {name: module for module, names in _DOORS.items() for name in names}

__all__ = [
    "BID_HEAD",
    "CERTIFIED",
    "FOLLOW_UPS",
    "ROLES",
    "TRANSITIONS",
    "Account",
    "Agreement",
    "BillOfSale",
    "By",
    "Chosen",
    "Clock",
    "Destruction",
    "FollowUp",
    "FundTerms",
    "Head",
    "Link",
    "Mail",
    "NextStep",
    "Portfolio",
    "Posted",
    "Proposal",
    "Purchase",
    "Recall",
    "Returned",
    "Staff",
    "Store",
    "TakenIn",
    "Verdict",
    "accounts",
    "acts",
    "agree",
    "agreements",
    "analyse",
    "approve_abolition",
    "approve_bid",
    "approve_destruction",
    "approve_mailing",
    "approve_remailing",
    "approve_terms",
    "ask_destruction",
    "balances",
    "barred",
    "begun",
    "bid_csv",
    "bill_of_sale",
    "binding",
    "came_back",
    "certify_destruction",
    "check_letter",
    "clocks",
    "close",
    "close_mail",
    "debts_bought",
    "decline",
    "decline_destruction",
    "decline_terms",
    "destructions",
    "end_plan",
    "entries",
    "export_acts",
    "file_release",
    "file_satisfaction",
    "follow_up",
    "fund_terms",
    "head",
    "in_force",
    "mail",
    "mailing_sha256",
    "never_write",
    "next_step",
    "notify",
    "notify_again",
    "numbers_of",
    "offer",
    "open_store",
    "own",
    "portfolios",
    "post",
    "proposals",
    "propose_abolition",
    "propose_bid",
    "propose_mailing",
    "propose_terms",
    "purchase",
    "purchases",
    "recall",
    "recalls",
    "refuse",
    "reverse",
    "schedule_csv",
    "set_roles",
    "spendable",
    "staff",
    "take_out",
    "to_follow",
    "verify",
    "waiting_remailing",
    "withdraw",
]


def __getattr__(name: str) -> Any:
    """A name of the front door; Django is made ready first."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import_module("cleanbill.records.ready").ready()
    # a module may bear the name of what is in it, and importing it puts it in the door's place: so all names at once
    module = import_module(f"cleanbill.records.{_WHERE[name]}")
    for each in _DOORS[_WHERE[name]]:
        if isinstance(globals().get(each, module), ModuleType):
            globals()[each] = getattr(module, each)
    return globals()[name]
