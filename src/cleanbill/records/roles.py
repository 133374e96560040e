"""What staff may do. A person may have several roles; still nobody approves what they proposed."""

from __future__ import annotations

import re

from cleanbill.core.errors import CleanbillError

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
