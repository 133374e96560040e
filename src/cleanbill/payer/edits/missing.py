"""Missing information: CO-16, with the remark that the trade requires for what is missing."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from cleanbill.payer.edits.firing import fire


def missing(lines: ir.Table, since: date) -> ir.Table:
    """Fires on lines without a code, units, provider or (for HCPCS) place of service, the first of them."""
    placed_code = lines.code_system.fill_null("") == "HCPCS"
    rule = ibis.cases(
        (lines.code.fill_null("") == "", "missing_code"),
        (lines.units.fill_null(0) < 1, "missing_units"),
        (lines.provider_id.fill_null("") == "", "missing_provider"),
        (placed_code & (lines.place_of_service.fill_null("") == ""), "missing_place"),
        else_=ibis.null("string"),
    )
    return fire(lines, rule, since)
