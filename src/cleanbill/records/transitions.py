"""What may become of a purchase, an account and a letter, what must follow an abolition, and what staff may do.

The states and the only ways between them; none leads to collecting or reselling. Plain data, with no database:
the steps, the guards of the database and the page of what is next are made from it. Law: us/screens for what follows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cleanbill.core.errors import CleanbillError

TRANSITIONS: dict[str, tuple[str, ...]] = {
    "offered": ("analysed", "withdrawn"),
    "analysed": ("bid", "withdrawn"),
    "bid": ("owned", "refused", "withdrawn"),
    "owned": ("abolished", "closed"),  # closed only where the seller recalled every account
    "abolished": ("notified",),
    "notified": ("closed",),
    "closed": (),
    "refused": (),
    "withdrawn": (),
}

# an account's own ways, within its purchase
ACCOUNT_TRANSITIONS: dict[str, tuple[str, ...]] = {
    "chosen": ("owned", "dropped"),
    "owned": ("abolished", "recalled"),
    "abolished": (),
    "recalled": (),
    "dropped": (),
}

# a person's letter in the post
LETTER_TRANSITIONS: dict[str, tuple[str, ...]] = {
    "sent": ("returned", "closed"),
    "returned": ("to_send", "closed"),
    "to_send": ("sent", "closed"),
    "closed": (),
}


def may_go(purchase_id: str, state: str, to: str) -> None:
    """Raises CleanbillError where a purchase in `state` cannot go to `to`."""
    if to not in TRANSITIONS[state]:
        ways = " or ".join(TRANSITIONS[state]) or "nothing: that is its end"
        raise CleanbillError(f"Purchase {purchase_id} is {state} and cannot become {to}. It may become {ways}.")


# What must follow the abolition of an account: a satisfaction, a release, a payment plan that ends.


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A kind of what must follow. `flag` and `done_on` are columns of an account; `command` is `cleanbill relief`'s."""

    kind: str
    flag: str
    done_on: str
    command: str
    act: str
    lacking: str  # why a purchase stays open, after how many
    remedy: str


FOLLOW_UPS = (
    FollowUp(
        "judgment", "judgment", "satisfaction_filed_on", "satisfaction", "file satisfaction",
        "have no satisfaction filed: a court still shows them owed", "File each and record it",
    ),
    FollowUp(
        "lien", "lien", "lien_released_on", "release", "file release",
        "have no release filed: a home still bears them", "File each where the lien is recorded and record it",
    ),
    FollowUp(
        "payment plan", "payment_plan", "plan_ended_on", "plan-ended", "end payment plan",
        "may still be paid: the seller has not said that it takes no more, and what it took",
        "Have the seller end each and record it",
    ),
)  # fmt: skip


def follow_up(kind: str) -> FollowUp:
    """The follow-up of that kind; CleanbillError where there is none."""
    for one in FOLLOW_UPS:
        if one.kind == kind:
            return one
    raise CleanbillError(f"{kind!r} is nothing that must follow. Kinds are {', '.join(k.kind for k in FOLLOW_UPS)}.")


# What staff may do. A person may have several roles; still nobody approves what they proposed.


ROLES = {
    "prepare": "offers, analyses, proposals, owning, recalls, mailing, closing",
    "approve": "decides what another proposed: bids, abolitions, mailings",
    "books": "posts and corrects entries of the ledger",
    "staff": "adds people and changes what they may do",
}
USER = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")


def checked_user(user: str) -> str:
    """The user name, which has one spelling: two people cannot be one in other letters."""
    if not USER.fullmatch(user):
        raise CleanbillError("A user name has lower-case letters, digits, '.', '_' and '-', at most 60, and no spaces.")
    return user


def checked_roles(roles: frozenset[str]) -> str:
    """The roles as they are stored."""
    if unknown := roles - set(ROLES):
        raise CleanbillError(f"There is no role {', '.join(sorted(unknown))}. Roles are {', '.join(ROLES)}.")
    return ",".join(sorted(roles))
