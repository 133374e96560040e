"""The public door: what `import cleanbill as cb` offers, by subject.

`tables_in` takes what a user hands over, `result` is what comes back; `follow`,
`settle`, `relief`, `household` and `study` hold the doors of their subjects. Each
does what the command of that name does, for the command line calls it too.
"""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.door.costing import study
    from cleanbill.door.families import Member, household
    from cleanbill.door.following import Source, claims, follow, sample, synthea, tables
    from cleanbill.door.reforms import presets, sweep
    from cleanbill.door.result import Result, View
    from cleanbill.door.settling import edits, fees, settle, shipped_plans
    from cleanbill.payer import Plan, plan_text
else:
    __getattr__, __dir__ = lazy_door(__name__)
