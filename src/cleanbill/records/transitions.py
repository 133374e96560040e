"""The states of a purchase and the only ways between them. None leads to collecting or reselling."""

from __future__ import annotations

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
