"""The three worlds, run on the same people and the same claims.

`sources`, `tables` and `edi` bring people, insurance coverage and claims in; `settle` puts every claim under a
world's plans, part by part; `owe` follows what is left to patients, `counts` and `summing` say what came of it;
`laws` proves on each run that nothing was lost on the way.
"""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.worlds.edi import KINDS, ClaimFiles
    from cleanbill.worlds.owe import Programme, bill_worlds, guarantors, relieve_debts
    from cleanbill.worlds.settle import rules, settle_worlds
    from cleanbill.worlds.sources import Progress, Sample, Source
    from cleanbill.worlds.summing import Run, statement, summary
    from cleanbill.worlds.tables import Synthea, Tables
else:
    __getattr__, __dir__ = lazy_door(__name__)
