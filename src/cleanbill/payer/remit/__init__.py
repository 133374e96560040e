"""X12 835 remittances: read anyone's, check that they balance, and write our own.

`remittances` reads, `check` tells where a file does not balance, `remittance`
writes settled lines as an 835 and refuses what does not balance.
"""

from cleanbill.payer.remit.check import Checked, Imbalance, Note, check
from cleanbill.payer.remit.model import Adjustment, Claim, Party, ProviderAdjustment, Remittance, ServiceLine
from cleanbill.payer.remit.parties import (
    Address,
    Bank,
    Payee,
    Payer,
    Run,
    balance_applied,
    balance_forward,
    interest,
    recovery,
    recovery_put_off,
)
from cleanbill.payer.remit.read import remittances
from cleanbill.payer.remit.remittance import remittance
from cleanbill.payer.remit.rows import reversal, with_adjustments

__all__ = [
    "Address",
    "Adjustment",
    "Bank",
    "Checked",
    "Claim",
    "Imbalance",
    "Note",
    "Party",
    "Payee",
    "Payer",
    "ProviderAdjustment",
    "Remittance",
    "Run",
    "ServiceLine",
    "balance_applied",
    "balance_forward",
    "check",
    "interest",
    "recovery",
    "recovery_put_off",
    "remittance",
    "remittances",
    "reversal",
    "with_adjustments",
]
