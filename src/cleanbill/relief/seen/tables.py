"""What is kept of every account that was ever offered, and what is told of those on offer now."""

from __future__ import annotations

import ibis.expr.datatypes as dt

from cleanbill.core.tables import Table, column


class Debt(Table):
    """An account of a portfolio, as a debt. Outlives the portfolio's data, so that nothing is bought twice."""

    __grain__ = "an accepted account of a seller's file, as a debt"
    __key__ = ("portfolio_id", "source_row")

    portfolio_id: dt.String = column("public", "the portfolio")
    source_row: dt.Int64 = column("person", "the row of the seller's file")
    holder: dt.String = column("person", "who offers it")
    account_id: dt.String = column("person", "the holder's number for it")
    debt_key: dt.String = column("person", "keyed hash of creditor and number; null if unreadable", nullable=True)
    alike_key: dt.String = column("person", "the same without the number's last letters", nullable=True)
    visit_key: dt.String = column("person", "keyed hash of day of service and first balance", nullable=True)


class Seen(Table):
    """An account on offer that was seen before, or stands twice."""

    __grain__ = "an account on offer that was seen before"
    __key__ = ("holder", "account_id")

    holder: dt.String = column("person", "who offers it")
    account_id: dt.String = column("person", "the holder's number for it")
    status: dt.String = column("person", "bought, two holders, twice or alike")
    other_portfolio: dt.String = column("public", "the portfolio that has the other one", nullable=True)
