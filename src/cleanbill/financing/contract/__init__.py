"""What single payer frees for an employer and its workers, contract by contract.

`read_contract` reads a file (docs/contract.md), `freed` works it out, and
`contract_summary`, `cell_rows`, `pays_more` and `notes` say it. The bill's taxes are those of
financing/taxes; background: Milliman's, CHIA's and KFF's splits of a premium.
"""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.financing.contract.freed_money import Freed, FreedCell, FreedYear, PaysMore, Side, freed, pays_more
    from cleanbill.financing.contract.read import read_contract
    from cleanbill.financing.contract.summary import COLUMNS, cell_rows, contract_summary, notes
else:
    __getattr__, __dir__ = lazy_door(__name__)
