"""What the database itself refuses, as triggers for SQLite and PostgreSQL: whoever writes, and with what.

Posted entries, acts, agreements and abolitions never change; an entry balances and overdraws no
fund; a purchase goes only along its transitions, and over a bid, an abolition and a mailing two people decide.
"""

from cleanbill.records.guards.guards import install, missing

__all__ = ["install", "missing"]
