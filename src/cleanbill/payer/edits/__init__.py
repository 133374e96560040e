"""Checks of claims before they are paid: each a rule in a file of its own, by dated tables.

`edit` gives every placed line a status (paid, denied, pended) and, where it is
not paid, the first rule in the trade's order that fired, with its group, CARC
and RARC. `denied` is what a denied line looks like once settled.
"""

from cleanbill.payer.edits.code_tables import CodeTables, code_tables
from cleanbill.payer.edits.denied import denied
from cleanbill.payer.edits.edit import edit

__all__ = ["CodeTables", "code_tables", "denied", "edit"]
