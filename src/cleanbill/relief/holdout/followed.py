"""A draw under the ids that people have now: two who were drawn may have turned out to be one.

In: `holdout`, and which id became which. Out: `holdout`, a row a person. Who waits under one of two ids waits; else the
earlier draw holds, for an arm never changes.
"""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from cleanbill.core.tables import ibis_schema
from cleanbill.relief.holdout.tables import HELD, Holdout

FORMER = {"person_id": "string", "now": "string"}


def followed(drawn: ir.Table, became: Mapping[str, str]) -> ir.Table:
    """`drawn` under the ids of now; `became` is a former id -> the one that it became."""
    ids = ibis.memtable([{"person_id": old, "now": new} for old, new in became.items()], schema=FORMER)
    both = drawn.left_join(ids, "person_id")
    under = both.mutate(person_id=ibis.coalesce(both.now, both.person_id))
    first = [(under.arm == HELD).desc(), under.drawn_on, under.seed, under.stratum]
    ranked = under.mutate(place=ibis.row_number().over(group_by=under.person_id, order_by=first))
    return ranked.filter(ranked.place == 0).select(*ibis_schema(Holdout).names)
