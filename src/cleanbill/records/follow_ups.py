"""What must follow the abolition of an account: a satisfaction, a release, a payment plan that ends.

Of each: what the account is, the day on which it was done, and the words of its act. Law: us/screens.
"""

from __future__ import annotations

from dataclasses import dataclass

from cleanbill.core.errors import CleanbillError


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
