"""The only place that opens a bulk connection, and the traps of one.

`connect` opens DuckDB (or Sail, or Spark), `read` takes in a user's files,
`write` lays tables down as Parquet in a fixed order, `running_sum` is a
running total that is one, and `share_bp` rounds money by the one rule.
"""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.engine.connection import Keep, Steps, connect, kept, not_kept, sealed_connection
    from cleanbill.engine.faults import SOURCE_ROW, faulty_rows
    from cleanbill.engine.money_sql import joined, running_sum, share_bp, whole
    from cleanbill.engine.read import noted, path_of, read_numbered, read_table, together, unnamed
    from cleanbill.engine.sales import SaleFile, forget, laid, looked, sale_file
    from cleanbill.engine.write import MARK, fingerprint, staged, write_parquet
else:
    __getattr__, __dir__ = lazy_door(__name__)
