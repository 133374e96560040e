"""Credit bureaus: which abolished accounts are to be deleted, and the file that asks for it.

`deletions` decides by the rules of the day; `deletion_file` writes Metro 2 records
with status DA, `read_line` reads them back; `deletions_of` does both for a purchase.
"""

from cleanbill.relief.bureau.deletion import CHECK, NOT_NEEDED, Decision, Reported, barred_by, decide, deletions
from cleanbill.relief.bureau.metro2 import Tradeline, deletion_file, read_line
from cleanbill.relief.bureau.tradelines import Deletions, deletions_of

__all__ = [
    "CHECK",
    "NOT_NEEDED",
    "Decision",
    "Deletions",
    "Reported",
    "Tradeline",
    "barred_by",
    "decide",
    "deletion_file",
    "deletions",
    "deletions_of",
    "read_line",
]
