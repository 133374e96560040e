"""X12 835 remittances: read anyone's, check that they balance, and write our own.

`remittances` reads, `check` tells where a file does not balance, `remittance`
writes settled lines as an 835 and refuses what does not balance.
"""

from cleanbill.payer.remit.check import Checked, Imbalance, Note, check
from cleanbill.payer.remit.model import Adjustment, Claim, Party, ProviderAdjustment, Remittance, ServiceLine
from cleanbill.payer.remit.read import remittances

__all__ = [
    "Adjustment",
    "Checked",
    "Claim",
    "Imbalance",
    "Note",
    "Party",
    "ProviderAdjustment",
    "Remittance",
    "ServiceLine",
    "check",
    "remittances",
]
