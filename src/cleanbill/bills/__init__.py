"""What the patient is asked for: bills, help with them, and what is paid.

A bill is a claim's patient share. Help, payment and what a provider writes
off leave the debt; law 3: share = assisted + paid + written off + debt.
"""

from cleanbill.bills.balance import bill_faults
from cleanbill.bills.bill import bills
from cleanbill.bills.lots import lots
from cleanbill.bills.tables import Bill

__all__ = ["Bill", "bill_faults", "bills", "lots"]
