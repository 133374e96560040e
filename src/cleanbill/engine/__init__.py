"""The only place that opens a bulk connection, and the traps of one.

`connect` opens DuckDB (or Sail, or Spark), `write` lays tables down as
Parquet in a fixed order, `running_sum` is a running total that is one, and
`share_bp` rounds money by the one rule.
"""

from cleanbill.engine.connect import connect
from cleanbill.engine.rounding import share_bp
from cleanbill.engine.running import running_sum
from cleanbill.engine.write import write_parquet

__all__ = ["connect", "running_sum", "share_bp", "write_parquet"]
