"""The records: purchases from offer to close, their letters, the ledger in a database, and the chain of every act.

`Store.open(folder)` gives a store, whose methods take and give frozen facts; Django stays inside and is set up then.
There is no way here to collect or to resell. `verify` reads a chain of acts without Django.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

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
from cleanbill.records.reading import FOLLOW_UPS, FollowUp, follow_up
from cleanbill.records.step import TRANSITIONS
from cleanbill.records.store import ROLES

if TYPE_CHECKING:
    from cleanbill.records.books import BID_HEAD, BillOfSale
    from cleanbill.records.reading import Clock, NextStep
    from cleanbill.records.steps.destroy import CERTIFIED
    from cleanbill.records.steps.mail import mailing_sha256
    from cleanbill.records.steps.returned import Mail

# facts beside what needs Django: loaded when asked for
_LATER = {
    **{"BillOfSale": "bill_of_sale", "NextStep": "due", "Mail": "in_the_post", "Clock": "retention"},
    **{"BID_HEAD": "schedule", "CERTIFIED": "steps.certify_destruction", "mailing_sha256": "steps.propose_mailing"},
}
_FORMER = {"open_store": "open", "close": "close_purchase"}  # functions that have another name as methods


def __getattr__(name: str) -> Any:
    """A fact that needs Django; or a method of the store as the function that it was, until nobody calls it so."""
    if name in _LATER:
        import_module("cleanbill.records.ready").ready()
        return getattr(import_module(f"cleanbill.records.{_LATER[name]}"), name)
    is_module = name != "bill_of_sale" and find_spec(f"{__name__}.{name}") is not None
    if not name.startswith("_") and not is_module and hasattr(Store, _FORMER.get(name, name)):
        return getattr(Store, _FORMER.get(name, name))
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
