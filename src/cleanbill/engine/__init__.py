"""The only place that opens a bulk connection, and the traps of one.

`connect` opens DuckDB (or Sail, or Spark), `read` takes in a user's files,
`write` lays tables down as Parquet in a fixed order, `running_sum` is a
running total that is one, and `share_bp` rounds money by the one rule.
"""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.engine.connection import (
        Engine,
        Materialize,
        TempTables,
        connect,
        materialized,
        not_materialized,
        sealed_connection,
    )
    from cleanbill.engine.faults import SOURCE_ROW, faulty_rows
    from cleanbill.engine.money_sql import left_join, running_sum, share_bp, to_int64
    from cleanbill.engine.read import or_noted, path_of, read_all, read_numbered, read_table, unnamed_file
    from cleanbill.engine.sales import SaleFile, count_matches, drop_sale_table, sale_file, sale_table
    from cleanbill.engine.write import MARK, fingerprint, staged, write_parquet
else:
    __getattr__, __dir__ = lazy_door(__name__)
