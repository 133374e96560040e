"""Another payer comes first and has not been asked: CO-22."""

from __future__ import annotations

from datetime import date

import ibis.expr.types as ir

from cleanbill.payer.edits.firing import fire, named


def other_payer(lines: ir.Table, since: date) -> ir.Table:
    """Fires where `other_payer_first` and the line does not say what that payer paid."""
    return fire(lines, named(lines.other_payer_first & lines.other_payer_cents.isnull(), "other_payer_first"), since)
