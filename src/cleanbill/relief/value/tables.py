"""The table `value`."""

from __future__ import annotations

import ibis.expr.datatypes as dt

from cleanbill.core.tables import Table, column

CENTS = "cents"


class Value(Table):
    """What an account is worth on a day, and how that was come to."""

    __grain__ = "an account and what it is worth"
    __key__ = ("holder", "account_id")

    holder: dt.String = column("person", "who owns the debt")
    account_id: dt.String = column("person", "the account")
    valued_on: dt.Date = column("public", "day on which it was valued")
    face_cents: dt.Int64 = column("person", "its face", unit=CENTS, ge=1)
    age: dt.String = column("person", "years since the service, as law/us/debt_value has them")
    placement: dt.String = column("person", "provider, agency, buyer or unknown")
    kind: dt.String = column("person", "judgment, medicaid, self_pay or bill")
    barred: dt.Boolean = column("person", "it can no longer be sued for")
    factor_bp: dt.Int64 = column("person", "all factors on the anchors", unit="bp", ge=0)
    low_cents: dt.Int64 = column("person", "what it is worth at the least", unit=CENTS, ge=0)
    mid_cents: dt.Int64 = column("person", "what it is worth", unit=CENTS, ge=0)
    high_cents: dt.Int64 = column("person", "what it is worth at the most", unit=CENTS, ge=0)
    basis: dt.String = column("person", "the anchors, then each factor with its basis points")
    rule_since: dt.Date = column("public", "day from which the anchors and factors stand")
    source: dt.String = column("public", "where they are written")
