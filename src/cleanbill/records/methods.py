"""Every step and every reading of the records, as methods of `Store`: the table of what a store can do.

A function of a step's module whose first argument is the store becomes a method by its line here, with its types and
its docstring. A new step is imported and gets a line.
"""

from __future__ import annotations

from cleanbill.records.books import balances, bid_csv, bill_of_sale, entries, post, reverse, schedule_csv
from cleanbill.records.database import OpenStore
from cleanbill.records.on_offer import correct_portfolio, corrections
from cleanbill.records.reading import (
    accounts,
    acts,
    agreements,
    clocks,
    debts_bought,
    destructions,
    export_acts,
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
from cleanbill.records.steps import (
    agree,
    analyse,
    approve_abolition,
    approve_bid,
    approve_destruction,
    approve_mailing,
    approve_remailing,
    ask_destruction,
    barred,
    came_back,
    certify_destruction,
    check_letter,
    close,
    close_mail,
    decline,
    decline_destruction,
    end_plan,
    file_release,
    file_satisfaction,
    mail,
    never_write,
    notify,
    notify_again,
    numbers_of,
    offer,
    own,
    propose_abolition,
    propose_bid,
    propose_mailing,
    recall,
    refuse,
    set_roles,
    take_out,
    withdraw,
)


class Deals(OpenStore):
    """A purchase from offer to close."""

    purchases, purchase, portfolios, accounts = purchases, purchase, portfolios, accounts
    proposals, recalls, next_step, to_follow = proposals, recalls, next_step, to_follow
    debts_bought, schedule_csv, bid_csv, bill_of_sale = debts_bought, schedule_csv, bid_csv, bill_of_sale
    agreements, agree, offer, analyse = agreements, agree, offer, analyse
    correct_portfolio, corrections = correct_portfolio, corrections
    propose_bid, approve_bid, decline, own = propose_bid, approve_bid, decline, own
    refuse, withdraw, recall = refuse, withdraw, recall
    propose_abolition, approve_abolition = propose_abolition, approve_abolition
    file_satisfaction, file_release, end_plan = file_satisfaction, file_release, end_plan
    close_purchase = close  # `close` is the store's own


class Mailings(OpenStore):
    """Letters, those that come back, and whether one is real."""

    mail, barred, numbers_of, waiting_remailing = mail, barred, numbers_of, waiting_remailing
    propose_mailing, approve_mailing, notify = propose_mailing, approve_mailing, notify
    approve_remailing, notify_again = approve_remailing, notify_again
    came_back, close_mail, never_write, take_out = came_back, close_mail, never_write, take_out
    check_letter = check_letter


class Office(OpenStore):
    """The books, the terms of funds, the staff, the chain of acts, and the destruction of data."""

    entries, balances, post, reverse = entries, balances, post, reverse
    fund_terms, in_force, binding, spendable = fund_terms, in_force, binding, spendable
    propose_terms, approve_terms, decline_terms = propose_terms, approve_terms, decline_terms
    staff, set_roles, acts, head, export_acts = staff, set_roles, acts, head, export_acts
    clocks, destructions, ask_destruction = clocks, destructions, ask_destruction
    approve_destruction, decline_destruction = approve_destruction, decline_destruction
    certify_destruction = certify_destruction


class Methods(Deals, Mailings, Office):
    """All of them."""
