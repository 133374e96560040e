"""Debts seen before: every account that was ever offered, as a debt, so that none is paid for twice.

`registered` writes a portfolio's debts down as keyed hashes when it is taken in; they outlive its data.
`seen` tells which of the debts on offer were bought before, are offered by two holders, or stand twice.
"""

from cleanbill.relief.seen.key import debt_keys
from cleanbill.relief.seen.register import DEBTS, registered
from cleanbill.relief.seen.seen import seen
from cleanbill.relief.seen.tables import Debt, Seen

__all__ = ["DEBTS", "Debt", "Seen", "debt_keys", "registered", "seen"]
