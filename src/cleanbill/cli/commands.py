"""Every command: a row with its name, the function that it is, and its line in the list. To add one, add a row.

A function is "module:name" below `cleanbill.cli`; its options are its arguments, its help is
its docstring. It is loaded only when the command is called, so that `--help` is quick.
"""

from __future__ import annotations

from cleanbill.cli.groups import Command, Commands, Noun

PEOPLE = {
    "check": Command("people:check", "Prove that each person has exactly one cover on every day; exit 1 where not."),
    "targets": Command("people:targets", "Hold the population of Massachusetts beside every total it is weighted to."),
}

PAY = {
    "claims": Command("pay:claims", "Make the table that pay run takes from a settled result."),
    "run": Command("pay:run", "Pay what is due and was never paid, with interest where late."),
    "remit": Command("pay:remit", "Write the remittances (X12 835) of a run: a file per fund and payee."),
    "refund": Command("pay:refund", "Record money that a payee sent back: it owes less."),
}

REMIT = {
    "check": Command("remit:check_files", "Say of each file whether it balances, and where not."),
}

CLAIMS = {
    "read": Command("claims:read", "Read claims: X12 837P and 837I, FHIR R4 Claim and ExplanationOfBenefit."),
    "calibrate": Command("claims:calibrate", "Hold generated care against what is published: target beside achieved."),
}

FEES = {
    "load": Command("fees:load", "Load fee files, known by their content, into a folder of dated tables."),
    "check": Command("fees:check", "Hold our prices against the prices that CMS publishes."),
}

BILLS = {
    "list": Command("finance.run:list_", "The bills that ship, with what they are."),
    "show": Command("finance.run:show", "Print the YAML of a bill that ships, to start one of your own from."),
}

FINANCE: Commands = {
    "run": Command("finance.run:run", "Cost a bill: taxes, the budget, who pays more; a folder with page and tables."),
    "household": Command(
        "finance.household:household_command", "Your own household before and after; nothing is kept."
    ),
    "presets": Command("finance.household:presets", "Replay published studies from their own assumptions."),
    "sweep": Command("finance.run:sweep_command", "Move one lever from one value to another."),
    "bills": Noun(BILLS, "The bills that ship; show one, to start a bill of your own from."),
}

FUND = {
    "bind": Command("fund:bind", "Propose the terms of funds, or approve what another proposed."),
    "import": Command("fund:import_gifts", "Take gifts in from a platform's export; none is counted twice."),
    "spend": Command("fund:spend", "Post what handling cost. A fund is never overdrawn."),
    "show": Command("fund:show", "What each fund has, how long it has lain unspent, and what it is bound by."),
    "export": Command("fund:export", "The books as a beancount file."),
}

PROGRAMMES = {
    "list": Command("relief.programmes:list_", "The programmes that ship, and their rules on a day."),
    "show": Command("relief.programmes:show", "Print the YAML of a programme that ships, to start your own from."),
}

RELIEF: Commands = {
    "staff": Command("relief.bid:staff", "Say what someone of the staff may do."),
    "agree": Command("relief.bid:agree", "Record an agreement with a holder of debts."),
    "intake": Command(
        "relief.intake:intake", "Take a seller's file in: accepted, quarantined or rejected, with reasons."
    ),
    "people": Command(
        "relief.intake:people", "Who is who over all portfolios: people are counted and written to once."
    ),
    "offer": Command("relief.bid:offer", "Record that a portfolio is offered."),
    "value": Command("relief.value:value", "What debts on offer are worth, what to bid, and what to leave out."),
    "hold-out": Command("relief.holdout:hold_out", "Draw by lot who waits, so that an effect can be measured."),
    "plan": Command("relief.plan:plan", "Which debts on offer qualify, and what your funds should buy of them."),
    "income": Command(
        "relief.programmes:income", "Who is expected to be wrongly in or out, where incomes are estimated by place."
    ),
    "bid": Command("relief.bid:bid", "Propose to bid for what a plan chose."),
    "approve": Command("relief.bid:approve", "Approve what another person proposed."),
    "own": Command("relief.bid:own", "Buy what was bid for; the bill of sale."),
    "abolish": Command("relief.bid:abolish", "Propose to abolish all that a purchase holds."),
    "letters": Command("relief.mail:letters", "Make and seal the letters, and propose to mail them."),
    "print": Command("relief.mail:print_", "Take the approved letters out, for the printer."),
    "mailed": Command("relief.mail:mailed", "Record that the approved letters went out."),
    "check": Command("relief.mail:check", "Is this letter real?"),
    "returned": Command("relief.mail:returned", "Record letters that came back, and new addresses."),
    "never": Command("relief.mail:never", "Never write to a person."),
    "bureau": Command("relief.mail:bureau", "Ask credit bureaus to delete what was abolished."),
    "recall": Command("relief.ends:recall", "Record that the seller recalls an account."),
    "satisfaction": Command("relief.ends:satisfaction", "Record that a satisfaction of judgment was filed."),
    "release": Command("relief.ends:release", "Record that a release of lien was filed."),
    "plan-ended": Command("relief.ends:plan_ended", "Record that the seller ended a payment plan."),
    "close": Command("relief.ends:close", "Close a purchase once all is done."),
    "decline": Command("relief.ends:decline", "Decide against what another person proposed."),
    "withdraw": Command("relief.ends:withdraw", "Record that we do not buy."),
    "refuse": Command("relief.ends:refuse", "Record that the seller does not sell."),
    "due": Command("relief.destroy:due", "By when each portfolio's data must be destroyed."),
    "destroy": Command("relief.destroy:destroy", "Destroy a portfolio's data: one person asks, another approves."),
    "certificate": Command("relief.destroy:certificate", "Check a certificate: is all gone that it says is gone?"),
    "report": Command("relief.report:report_", "What a programme did: for its donors, a county, or the public."),
    "status": Command("relief.ends:status", "Every purchase, what became of its face, and what is next."),
    "audit": Command("relief.ends:audit", "Follow the chain of every act."),
    "programmes": Noun(PROGRAMMES, "The programmes that ship; show one, to start a programme of your own from."),
}

PLANS = {
    "list": Command("plans:list_", "The plans that ship, with their terms in short."),
    "show": Command("plans:show", "Print the YAML of a plan that ships, to start one of your own from."),
}

PROOF = {
    "make": Command("proof:make", "Write claims, members, the rules they fall under, and the answer key."),
    "answer": Command("proof:answer", "Answer the claims with the payer's own expressions."),
    "score": Command("proof:score", "Score answers against the key: exit 0 when every line is right, 1 when not."),
}

COMMANDS: Commands = {
    "demo": Command("follow:demo", "Follow the bills of sample residents, in three worlds."),
    "follow": Command("follow:follow", "Follow the bills of your own tables, or of a Synthea folder."),
    "statement": Command("remit:statement", "One person's bills on paper: what is asked of them and why."),
    "people": Noun(PEOPLE, "Residents: prove each has one cover on every day; the population beside its targets."),
    "settle": Command("settle:settle", "Settle the same claims under several plans, side by side."),
    "plans": Noun(PLANS, "The plans that ship; show one, to start a plan of your own from."),
    "pay": Noun(PAY, "From settled claims to money and 835 remittances: once, with interest where late."),
    "remit": Noun(REMIT, "Check that remittances (X12 835) balance."),
    "claims": Noun(CLAIMS, "Read 837 and FHIR claims; calibrate the generated year of care."),
    "fees": Noun(FEES, "Fee schedules: load CMS's files, check prices."),
    "finance": Noun(FINANCE, "What a single-payer bill costs whom: budget, households, debt, published studies."),
    "contract": Command("contract:contract", "What single payer frees for an employer and its workers."),
    "fund": Noun(FUND, "Given money: gifts in, what binds them, what is there and how old it is, the books out."),
    "relief": Noun(RELIEF, "Relief, from what is offered to debts abolished: each act by a person, decisions by two."),
    "proof": Noun(PROOF, "Claims with an answer key, and a scorer for anyone's engine."),
}
