"""What the database itself refuses, as triggers for SQLite and PostgreSQL: whoever writes, and with what.

Posted entries, acts, agreements, terms of funds and abolitions never change; an entry balances and overdraws no
fund; a purchase goes only along its transitions, over a bid, an abolition and a mailing two people decide, and no
letter goes to an address that sent one back. `rules` and `purchase_rules` are the list of it.
"""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.records.guards.guards import GUARDS, TABLES, InstallGuards, missing, triggers
else:
    __getattr__, __dir__ = lazy_door(__name__)
