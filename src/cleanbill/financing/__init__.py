"""What single payer costs whom: the bill's taxes, the Trust's budget, households before and after, contracts."""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.financing.presets import Replay, preset, replay, replays
    from cleanbill.financing.reform import base
    from cleanbill.financing.study_run import TABLES, Asked, study, tables_of
    from cleanbill.financing.uncertainty import MEASURES, sweep
else:
    __getattr__, __dir__ = lazy_door(__name__)
