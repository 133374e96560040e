"""Each household before and after: rules on arrays, and a household's own numbers from plain values.

Opens no bulk table: `today` and `after` work on `Persons`, `household` on plain
values in under a second. All residents, winners and losers are in `everyone`.
"""

from cleanbill.financing.households.after import Account, after
from cleanbill.financing.households.choices import Choices, choices
from cleanbill.financing.households.persons import COVERS, Persons
from cleanbill.financing.households.today import Today, today

__all__ = ["COVERS", "Account", "Choices", "Persons", "Today", "after", "choices", "today"]
