"""A table is worked out again where what it reads has changed, and only there."""

from __future__ import annotations

import ibis

from cleanbill.engine import TempTables, connect


def test_only_tables_of_what_changed_are_worked_out_again() -> None:
    con = connect()
    for name in ("part", "law"):
        con.create_table(name, ibis.memtable([{"n": 1}]), temp=True)
    tables = TempTables(con)
    of_law = tables.materialize(con.table("law"))
    of_part = tables.materialize(con.table("part"))
    of_both = tables.materialize(of_part.mutate(twice=of_part.n * 2).cross_join(of_law.select(law="n")))
    for name in ("part", "law"):
        con.create_table(name, ibis.memtable([{"n": 5}]), temp=True, overwrite=True)
    tables.refresh(["part"])
    assert con.to_pyarrow(of_law).to_pylist() == [{"n": 1}]
    assert con.to_pyarrow(of_both).to_pylist() == [{"n": 5, "twice": 10, "law": 1}]
    tables.refresh(["law"])
    assert con.to_pyarrow(of_both).to_pylist() == [{"n": 5, "twice": 10, "law": 5}]
    tables.drop()
    assert not [name for name in con.list_tables() if name.startswith("cleanbill_step")]
