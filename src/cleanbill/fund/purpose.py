"""What donors may want debts abolished for, beyond where and when: whose care it was, and what makes it press.

Of a debt no more is known than the seller's file tells. What a file does not tell is not so: money is
then not spent.
"""

from __future__ import annotations

from dataclasses import dataclass

from cleanbill.core.errors import CleanbillError, near_miss

KINDS = {
    "judgment": "debts on which a court has ruled",
    "lien": "debts that a lien secures",
    "payment_plan": "debts being paid in instalments",
    "reported": "debts on a credit report",
    "child": "debts for the care of a child",
    "medicaid": "debts of people with Medicaid",
}


@dataclass(frozen=True, slots=True)
class Owed:
    """A debt, as far as money may be bound to it: who gave the care, in plain words, and its KINDS."""

    creditor: str = ""
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Purpose:
    """Debts for care of any of `creditors` (all where empty), and of at least one of `kinds` (any where empty)."""

    creditors: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for kind in sorted(self.kinds - KINDS.keys()):
            meant = near_miss(kind, KINDS)
            remedy = f"Did you mean {meant}?" if meant else f"Kinds are {', '.join(KINDS)}."
            raise CleanbillError(f"{kind!r} is no kind of debt that money can be bound to. {remedy}")

    def fits(self, owed: Owed) -> bool:
        """Whether money for this purpose may be spent on the debt."""
        from_one = not self.creditors or owed.creditor in self.creditors
        return from_one and (not self.kinds or bool(self.kinds & owed.kinds))

    @property
    def words(self) -> str:
        """The purpose for people; "" where there is none."""
        said = [" or ".join(KINDS[kind] for kind in KINDS if kind in self.kinds)] if self.kinds else []
        said += ["debts to " + " or ".join(sorted(self.creditors))] if self.creditors else []
        return "for " + ", and of these ".join(said) if said else ""


ANY = Purpose()
