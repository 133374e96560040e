"""Given money: funds and what binds them, gifts of many chapters, grants, and how long money lies."""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.fund.gifts import (
        Aged,
        Drawdown,
        Fund,
        Gift,
        Grant,
        Money,
        Spent,
        Terms,
        aged,
        available_cents,
        by_chapter,
        differences,
        drawdown,
        entries_of,
        entry_of,
        gift,
        may_spend,
        money,
        read_terms,
        written,
    )
    from cleanbill.fund.platforms import ReadGifts, layout, layout_names, read_gifts
    from cleanbill.fund.restrictions import (
        CASH,
        DEBT_HELD,
        FEES,
        GIFTS,
        GIVEN_BACK,
        GRANTS,
        GRANTS_DUE,
        HANDLING,
        RELIEF_GIVEN,
        UNTOLD,
        Area,
        Level,
        Owed,
        Place,
        Purpose,
        Restriction,
        Rung,
        handling,
    )
else:
    __getattr__, __dir__ = lazy_door(__name__)
