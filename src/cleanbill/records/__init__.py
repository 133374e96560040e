"""The records: purchases from offer to close, their letters, the ledger in a database, and the chain of every act.

`Store.open(folder)` gives a store, whose methods take and give frozen facts; Django stays inside and is set up then.
There is no way here to collect or to resell. `verify` reads a chain of acts without Django.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door
from cleanbill.records.audit import Head, Link, Verdict, verify
from cleanbill.records.door import Store
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
from cleanbill.records.transitions import FOLLOW_UPS, ROLES, TRANSITIONS, FollowUp, follow_up

if TYPE_CHECKING:
    from cleanbill.records.books import BID_HEAD, BillOfSale
    from cleanbill.records.on_offer import made_under
    from cleanbill.records.reading import Clock, NextStep
    from cleanbill.records.steps import CERTIFIED, Mail, mailing_sha256
else:
    __getattr__, __dir__ = lazy_door(__name__, before=lambda module: import_module("cleanbill.records.ready").ready())
