"""What single payer frees for an employer and its workers, contract by contract.

`read_contract` reads a file (docs/contract.md), `freed` works it out, and
`told`, `rows`, `pays_more` and `notes` say it. The bill's taxes are those of
financing/taxes; background: Milliman's, CHIA's and KFF's splits of a premium.
"""

from cleanbill.financing.contract.freed import Freed, FreedCell, FreedYear, Side, freed
from cleanbill.financing.contract.more import PaysMore, pays_more
from cleanbill.financing.contract.notes import notes
from cleanbill.financing.contract.pass_through import Passed
from cleanbill.financing.contract.read import read_contract
from cleanbill.financing.contract.terms import Contract
from cleanbill.financing.contract.told import COLUMNS, rows, told

__all__ = [
    "COLUMNS",
    "Contract",
    "Freed",
    "FreedCell",
    "FreedYear",
    "Passed",
    "PaysMore",
    "Side",
    "freed",
    "notes",
    "pays_more",
    "read_contract",
    "rows",
    "told",
]
