"""A left join that leaves the key's columns once."""

from __future__ import annotations

from collections.abc import Sequence

import ibis.expr.types as ir


def joined(left: ir.Table, right: ir.Table, key: Sequence[str]) -> ir.Table:
    """`left` with the columns of `right`, null where it has no row of the `key`."""
    both = left.left_join(right, list(key))
    return both.drop(*(f"{name}_right" for name in key if f"{name}_right" in both.columns))
