"""What the database refuses of purchases, their accounts and letters, and of destructions: one row a rule."""

from __future__ import annotations

from cleanbill.records.guards.rules import (
    BOUGHT,
    NOBODY_ELSE,
    TWO_PEOPLE,
    WRITTEN,
    Guard,
    becomes,
    differs,
    nobody_else_approved,
    quoted,
    stays,
    unless_allowed,
    written_once,
)
from cleanbill.records.transitions import ACCOUNT_TRANSITIONS, LETTER_TRANSITIONS, TRANSITIONS

WAY, POST, DESTROYED = "the ways of a purchase", "no letter where it must not go", "what is destroyed is gone"
ENDS = tuple(state for state, targets in TRANSITIONS.items() if not targets)

DAYS = ("analysed_on", "bid_on", "owned_on", "abolished_on", "notified_on", "closed_on", "ended_on")
AMOUNTS = ("accounts", "face_cents", "price_cents", "schedule_sha256", "agreement_id")
BEGINS_OFFERED = "a purchase begins as offered, once"
HELD = "EXISTS (SELECT 1 FROM records_purchasedaccount WHERE purchase_id = NEW.purchase_id AND status = 'owned')"
APPROVED = {"bid": "bid", "abolished": "abolition", "notified": "mailing"}  # a purchase's state: the proposal before it
PURCHASES = (
    Guard(
        *("purchase_begins_offered", "purchase", "INSERT", BEGINS_OFFERED, WAY),
        when=f"NEW.state <> 'offered' OR COALESCE({', '.join(f'NEW.{day}' for day in DAYS)}) IS NOT NULL",
    ),
    written_once("purchase", BEGINS_OFFERED, "purchase_id"),
    Guard(
        *("purchase_of_what_is_there", "purchase", "INSERT", "the data of this portfolio is destroyed", DESTROYED),
        when="EXISTS (SELECT 1 FROM records_destruction WHERE portfolio_id = NEW.portfolio_id AND approved_by <> '')",
    ),
    Guard(
        *("purchase_keeps_its_days", "purchase", "UPDATE"),
        *("what a purchase did stays: no day, count or amount is written anew", WAY),
        fixed=("purchase_id", "portfolio_id", "offered_on"),
        once=DAYS,
    ),
    Guard(
        *("purchase_keeps_its_amounts", "purchase", "UPDATE"),
        *("what a purchase did stays: no day, count or amount is written anew", BOUGHT),
        when=f"OLD.owned_on IS NOT NULL AND ({differs(*AMOUNTS)})",
    ),
    Guard(
        *("purchase_keeps_its_way", "purchase", "UPDATE"),
        *("a purchase goes only along its transitions; an abolition is never undone", WAY),
        when=unless_allowed("state", TRANSITIONS),
    ),
    *(
        Guard(
            *(f"purchase_{state}_was_approved", "purchase", "UPDATE", NOBODY_ELSE, TWO_PEOPLE),
            when=f"{becomes('state', state)} AND {nobody_else_approved(kind)}",
        )
        for state, kind in APPROVED.items()
    ),
    Guard(
        *("purchase_ends_with_nothing_held", "purchase", "UPDATE", "accounts are still held", BOUGHT),
        when=f"{becomes('state', 'abolished', 'closed')} AND {HELD}",
    ),
    *stays("purchase", "a purchase is never deleted"),
)

BEGINS_CHOSEN = "an account begins as chosen, once"
ACCOUNT_STAYS = "what an account was and became stays; an abolition is never undone"
OWNED_ONCE = "a debt is owned once ever, and this one has been"
OWNED = "EXISTS (SELECT 1 FROM records_purchasedaccount WHERE {same} AND owned_on IS NOT NULL AND id <> NEW.id)"
ACCOUNTS = (
    Guard("account_begins_chosen", "purchasedaccount", "INSERT", BEGINS_CHOSEN, WAY, when="NEW.status <> 'chosen'"),
    written_once("purchasedaccount", BEGINS_CHOSEN, "id", "proposal_id, line"),
    Guard(
        *("account_keeps_its_facts", "purchasedaccount", "UPDATE", ACCOUNT_STAYS, BOUGHT),
        fixed=(
            *("id", "purchase_id", "proposal_id", "line", "holder", "account_id", "debt_key", "fund_id"),
            *("face_cents", "price_cents", "judgment", "lien", "payment_plan"),
        ),
        once=("owned_on", "abolished_on", "recalled_on", "satisfaction_filed_on", "lien_released_on", "plan_ended_on"),
    ),
    Guard(
        *("account_keeps_what_a_plan_took", "purchasedaccount", "UPDATE", ACCOUNT_STAYS, WRITTEN),
        when=f"OLD.plan_ended_on IS NOT NULL AND {differs('plan_taken_cents')}",
    ),
    Guard(
        *("account_keeps_its_way", "purchasedaccount", "UPDATE"),
        *("an account is owned, then abolished or recalled; an abolition is never undone", WAY),
        when=unless_allowed("status", ACCOUNT_TRANSITIONS),
    ),
    Guard(
        *("debt_owned_once_ever", "purchasedaccount", "UPDATE", OWNED_ONCE, BOUGHT),
        when=f"{becomes('status', 'owned')} AND {OWNED.format(same='debt_key = NEW.debt_key')}",
    ),
    Guard(
        *("account_owned_once_ever", "purchasedaccount", "UPDATE", OWNED_ONCE, BOUGHT),
        when=(
            f"{becomes('status', 'owned')} AND "
            f"{OWNED.format(same='holder = NEW.holder AND account_id = NEW.account_id')}"
        ),
    ),
    Guard(
        *("account_paid_by_a_fund_with_terms", "purchasedaccount", "UPDATE"),
        *("the fund has no terms that two people made: nothing is spent of it", TWO_PEOPLE),
        when=(
            f"{becomes('status', 'owned')} AND NOT EXISTS (SELECT 1 FROM records_fundterms "
            "WHERE fund_id = NEW.fund_id AND decision = 'approved' AND decided_by <> proposed_by)"
        ),
    ),
    *(
        Guard(
            *(f"account_{status}_was_approved", "purchasedaccount", "UPDATE", NOBODY_ELSE, TWO_PEOPLE),
            when=f"{becomes('status', status)} AND {nobody_else_approved(kind)}",
        )
        for status, kind in {"owned": "bid", "abolished": "abolition"}.items()
    ),
    *stays("purchasedaccount", "an account is never deleted"),
    written_once("recall", "an account is recalled once", "id", "account_id"),
    *stays("recall", "a recall is never deleted", "a recall is never changed"),
)

ONE_LETTER = "a person has one letter of a purchase, written once, and it begins as sent"
LETTER_STAYS = "what a letter was stays; it changes as it goes through the post"
NEVER_WRITTEN_TO = "this person is never written to"
LISTED = "EXISTS (SELECT 1 FROM records_neverwrite WHERE person_key = NEW.person_key)"
STAYS_LISTED = "who is never written to stays on the list"
NEVER_FORGOTTEN = "guesses are never forgotten"
OF_ITS_PROPOSAL = "id = NEW.proposal_id"
LETTERS = (
    Guard(
        *("letter_begins_sent", "letter", "INSERT", ONE_LETTER, POST),
        when="NEW.status <> 'sent' OR NEW.letters <> 1 OR NEW.proof IS NULL",
    ),
    written_once("letter", ONE_LETTER, "id", "proof", "purchase_id, number", "purchase_id, person_key"),
    Guard(
        *("letter_was_approved", "letter", "INSERT", NOBODY_ELSE, TWO_PEOPLE),
        when=nobody_else_approved("mailing", OF_ITS_PROPOSAL),
    ),
    Guard("letter_to_nobody_listed", "letter", "INSERT", NEVER_WRITTEN_TO, POST, when=LISTED),
    Guard(
        *("letter_keeps_its_facts", "letter", "UPDATE", LETTER_STAYS, WRITTEN),
        when="NEW.since < OLD.since",
        fixed=("id", "purchase_id", "number", "person_key", "face_cents"),
    ),
    Guard(
        *("letter_changes_in_the_post", "letter", "UPDATE", LETTER_STAYS, WRITTEN),
        when=f"NEW.status = OLD.status AND ({differs('address', 'letters', 'proof', 'code_key')})",
    ),
    Guard(
        *("letter_keeps_its_way", "letter", "UPDATE"),
        *("a letter comes back, and goes to another address; a closed case stays closed", POST),
        when=unless_allowed("status", LETTER_TRANSITIONS),
    ),
    Guard(
        *(
            "letter_not_to_a_bad_address",
            "letter",
            "UPDATE",
            "nothing goes to an address that sent a letter back",
            POST,
        ),
        when=(
            f"{becomes('status', 'to_send', 'sent')} AND EXISTS (SELECT 1 FROM records_badaddress "
            "WHERE letter_id = NEW.id AND address = NEW.address)"
        ),
    ),
    Guard(
        *("letter_again_to_nobody_listed", "letter", "UPDATE", NEVER_WRITTEN_TO, POST),
        when=f"{becomes('status', 'sent')} AND {LISTED}",
    ),
    Guard(
        *("letter_again_was_approved", "letter", "UPDATE", NOBODY_ELSE, TWO_PEOPLE),
        when=(
            f"{becomes('status', 'sent')} AND (NEW.proposal_id = OLD.proposal_id OR NEW.letters <> OLD.letters + 1 "
            f"OR {nobody_else_approved('remailing', OF_ITS_PROPOSAL)})"
        ),
    ),
    *stays("letter", "a letter is never deleted"),
    written_once("badaddress", "an address is found bad once", "id", "letter_id, address"),
    *stays("badaddress", "a bad address is never deleted", "a bad address is never changed", law=POST),
    written_once("neverwrite", "who is never written to is listed once", "person_key"),
    *stays("neverwrite", STAYS_LISTED, STAYS_LISTED, law=POST),
    written_once("guesses", "guesses are counted once", "key"),
    Guard(
        *("guesses_never_fewer", "guesses", "UPDATE", NEVER_FORGOTTEN, WRITTEN),
        when="NEW.wrong <= OLD.wrong",
        fixed=("key",),
    ),
    *stays("guesses", NEVER_FORGOTTEN),
)

ASKED_ONCE = "a destruction is asked for once and approved by another person later"
DESTRUCTION_STAYS = "a destruction is approved once, then certified once, and otherwise never changed"
DECLINE = ("declined_by", "declined_on", "declined_why")
DESTRUCTIONS = (
    Guard(
        *("destruction_begins_asked", "destruction", "INSERT", ASKED_ONCE, TWO_PEOPLE),
        when="NEW.approved_by <> '' OR NEW.certificate_sha256 <> '' OR NEW.declined_by <> '' OR NEW.number <> 1",
    ),
    written_once("destruction", ASKED_ONCE, "portfolio_id"),
    Guard(
        *("destruction_asked_again_once_declined", "destruction", "UPDATE", DESTRUCTION_STAYS, TWO_PEOPLE),
        when=(
            f"({differs('asked_by', 'asked_on', 'number')}) "
            "AND (OLD.declined_by = '' OR NEW.declined_by <> '' OR NEW.number <> OLD.number + 1)"
        ),
        fixed=("portfolio_id",),
    ),
    Guard(
        *("destruction_declined_stays", "destruction", "UPDATE", DESTRUCTION_STAYS, TWO_PEOPLE),
        when=(
            "OLD.declined_by <> '' AND (NEW.approved_by <> '' "
            "OR (NEW.declined_by = '' AND NEW.number = OLD.number) "
            f"OR (NEW.declined_by <> '' AND ({differs(*DECLINE)})))"
        ),
    ),
    Guard(
        *("destruction_approved_stays", "destruction", "UPDATE", DESTRUCTION_STAYS, TWO_PEOPLE),
        when=f"OLD.approved_by <> '' AND ({differs('approved_by', 'approved_on', 'agreement_id')})",
    ),
    Guard(
        *("destruction_certified_once", "destruction", "UPDATE", DESTRUCTION_STAYS, DESTROYED),
        when="OLD.certificate_sha256 <> '' OR (OLD.approved_by = '' AND NEW.certificate_sha256 <> '')",
    ),
    Guard(
        *("destruction_of_what_is_closed", "destruction", "UPDATE", "a purchase of this portfolio is still open", WAY),
        when=(
            "NEW.approved_by <> OLD.approved_by AND EXISTS (SELECT 1 FROM records_purchase "
            f"WHERE portfolio_id = NEW.portfolio_id AND state NOT IN ({quoted(ENDS)}))"
        ),
    ),
    *stays("destruction", "a destruction is never deleted", law=DESTROYED),
)
