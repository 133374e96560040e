"""Relief: screen and qualify accounts, value and price them, choose what a fund buys, buy, abolish.

The only place that sees debts and money together. There is no path from a
bought account back to collection or sale.
"""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.relief.bureau import CHECK, NOT_NEEDED, Deletions, deletions_of
    from cleanbill.relief.holdout import (
        BY,
        HELD,
        RELIEF,
        Assigned,
        Balance,
        Holdout,
        assigned,
        balance,
        candidates,
        detectable,
        draw,
        followed,
        read_holdout,
    )
    from cleanbill.relief.people import Everyone, former_ids, ids_of, owing, resolve_people
    from cleanbill.relief.person_keys import OUTCOMES, Owing, all_known, identified, read_person_of
    from cleanbill.relief.portfolios import PEOPLE, Portfolio, portfolio, portfolio_names, registry
    from cleanbill.relief.programmes import (
        ProgrammeRules,
        ProgrammeSource,
        Rule,
        load_programme,
        programme_names,
        programme_text,
        rule,
    )
    from cleanbill.relief.purchase import Relieved, relieve
    from cleanbill.relief.qualification import decided, qualify
    from cleanbill.relief.screens import Clearance, Screen
    from cleanbill.relief.seen import DEBTS, Seen
    from cleanbill.relief.tables import Decision, PostingRow, Purchase
else:
    __getattr__, __dir__ = lazy_door(__name__)
