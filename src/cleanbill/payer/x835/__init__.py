"""X12 835 remittances: read anyone's, check that they balance, and write our own.

`remittances` reads, `check` tells where a file does not balance, `remittance`
writes settled lines as an 835 and refuses what does not balance.
"""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.payer.x835.balancing import BalanceCheck, Imbalance, check, remittance
    from cleanbill.payer.x835.model import ProviderAdjustment, Remittance
    from cleanbill.payer.x835.parties import (
        Address,
        Bank,
        Payee,
        Payer,
        Run,
        balance_applied,
        interest,
        recovery,
        recovery_put_off,
    )
    from cleanbill.payer.x835.read import remittances
    from cleanbill.payer.x835.write import QUALIFIERS, STAY, reversal, with_adjustments
else:
    __getattr__, __dir__ = lazy_door(__name__)
