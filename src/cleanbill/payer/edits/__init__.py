"""Checks of claims before they are paid: each a rule in a file of its own, by dated tables.

`edit` gives every placed line a status (paid, denied, pended) and, where it is
not paid, the first rule in the trade's order that fired, with its group, CARC
and RARC. `denied` is what a denied line looks like once settled.
"""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.payer.edits.codes import CodeTables, code_tables, read_pairs, read_unit_limits
    from cleanbill.payer.edits.editing import edit, fired, with_codes
    from cleanbill.payer.edits.rules import denied, eligibility, included
else:
    __getattr__, __dir__ = lazy_door(__name__)
