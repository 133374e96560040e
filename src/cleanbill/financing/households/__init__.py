"""Each household before and after: rules on arrays, and a household's own numbers from plain values.

Opens no bulk table: `today` and `after` work on `Persons`, `household` and `what_if`
on plain values in under a second. All residents, winners and losers are in `everyone`.
"""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.financing.households.after_reform import Choices, after, choices
    from cleanbill.financing.households.alternatives import what_if, what_ifs
    from cleanbill.financing.households.before_reform import today
    from cleanbill.financing.households.household_model import Answer, household
    from cleanbill.financing.households.persons import COVERS, Member, whole_cents
    from cleanbill.financing.households.population import (
        ColumnRow,
        choices_of,
        flat,
        household_results,
        left_out,
        residents,
    )
else:
    __getattr__, __dir__ = lazy_door(__name__)
