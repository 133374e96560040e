"""`cleanbill relief`: who qualifies for relief, and what funds should buy."""

from __future__ import annotations

import typer

from cleanbill.cli.on_call import group

COMMANDS = {
    "staff": ("relief_steps:staff_command", "Say what someone of the staff may do."),
    "agree": ("relief_steps:agree_command", "Record an agreement with a holder of debts."),
    "intake": ("relief_intake", "Take a seller's file in: accepted, quarantined or rejected, with reasons."),
    "people": ("relief_people", "Who is who over all portfolios: people are counted and written to once."),
    "offer": ("relief_steps:offer_command", "Record that a portfolio is offered."),
    "value": ("relief_value", "What debts on offer are worth, what to bid, and what to leave out."),
    "hold-out": ("relief_holdout", "Draw by lot who waits, so that an effect can be measured."),
    "plan": ("relief_plan", "Which debts on offer qualify, and what your funds should buy of them."),
    "income": ("relief_income", "Who is expected to be wrongly in or out, where incomes are estimated by place."),
    "bid": ("relief_bid:bid_command", "Propose to bid for what a plan chose."),
    "approve": ("relief_bid:approve_command", "Approve what another person proposed."),
    "own": ("relief_steps:own_command", "Buy what was bid for; the bill of sale."),
    "abolish": ("relief_steps:abolish_command", "Propose to abolish all that a purchase holds."),
    "letters": ("relief_letters:letters_command", "Make and seal the letters, and propose to mail them."),
    "print": ("relief_letters:print_command", "Take the approved letters out, for the printer."),
    "mailed": ("relief_mail:mailed_command", "Record that the approved letters went out."),
    "check": ("relief_check:check_command", "Is this letter real?"),
    "returned": ("relief_mail:returned_command", "Record letters that came back, and new addresses."),
    "never": ("relief_mail:never_command", "Never write to a person."),
    "bureau": ("relief_bureau:bureau_command", "Ask credit bureaus to delete what was abolished."),
    "recall": ("relief_ends:recall_command", "Record that the seller recalls an account."),
    "satisfaction": ("relief_ends:satisfaction_command", "Record that a satisfaction of judgment was filed."),
    "release": ("relief_ends:release_command", "Record that a release of lien was filed."),
    "plan-ended": ("relief_ends:plan_ended_command", "Record that the seller ended a payment plan."),
    "close": ("relief_ends:close_command", "Close a purchase once all is done."),
    "decline": ("relief_ends:decline_command", "Decide against what another person proposed."),
    "withdraw": ("relief_ends:withdraw_command", "Record that we do not buy."),
    "refuse": ("relief_ends:refuse_command", "Record that the seller does not sell."),
    "due": ("relief_due:due_command", "By when each portfolio's data must be destroyed."),
    "destroy": ("relief_destroy:destroy_command", "Destroy a portfolio's data: one person asks, another approves."),
    "certificate": ("relief_destroy:certificate_command", "Check a certificate: is all gone that it says is gone?"),
    "report": ("relief_report", "What a programme did: for its donors, a county, or the public."),
    "status": ("relief_status:status_command", "Every purchase, what became of its face, and what is next."),
    "audit": ("relief_status:audit_command", "Follow the chain of every act."),
    "programmes": ("relief_programmes", "The programmes that ship, and their rules on a day."),
}

SAYS = "Relief, from what is offered to debts abolished: each act by a person, decisions by two."

command = typer.main.get_command(group(COMMANDS, SAYS))
