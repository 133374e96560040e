"""Authorisation: CO-197 for a code that needs one, without one, outside an emergency."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.payer.tables import KEY


def authorization(lines: ir.Table, needed: ir.Table) -> ir.Table:
    """Keys of lines whose code in `needed` wants one that they lack, with found_rule and found_since."""
    both = lines.inner_join(needed, lines.code == needed.needed_code)
    in_force = (both.service_date >= both.needed_since) & (both.service_date <= both.needed_until)
    lacks = (both.authorization.fill_null("") == "") & (both.benefit != "emergency")
    found = both.filter(in_force & lacks)
    found = found.group_by(*KEY).aggregate(found_since=found.needed_since.min())
    return found.mutate(found_rule=ibis.literal("no_authorization"))
