"""A step is taken again where what it reads has changed, and only there."""

from __future__ import annotations

import ibis

from cleanbill.engine import Steps, connect


def test_only_steps_of_what_changed_are_taken_again() -> None:
    con = connect()
    for name in ("part", "law"):
        con.create_table(name, ibis.memtable([{"n": 1}]), temp=True)
    steps = Steps(con)
    of_law = steps.keep(con.table("law"))
    of_part = steps.keep(con.table("part"))
    of_both = steps.keep(of_part.mutate(twice=of_part.n * 2).cross_join(of_law.select(law="n")))
    for name in ("part", "law"):
        con.create_table(name, ibis.memtable([{"n": 5}]), temp=True, overwrite=True)
    steps.again(["part"])
    assert con.to_pyarrow(of_law).to_pylist() == [{"n": 1}]
    assert con.to_pyarrow(of_both).to_pylist() == [{"n": 5, "twice": 10, "law": 1}]
    steps.again(["law"])
    assert con.to_pyarrow(of_both).to_pylist() == [{"n": 5, "twice": 10, "law": 5}]
    steps.drop()
    assert not [name for name in con.list_tables() if name.startswith("cleanbill_step")]
