"""The only place that opens a bulk connection, and the traps of one.

`connect` opens DuckDB (or Sail, or Spark), `read` takes in a user's files,
`write` lays tables down as Parquet in a fixed order, `running_sum` is a
running total that is one, and `share_bp` rounds money by the one rule.
"""

from cleanbill.engine.connect import connect
from cleanbill.engine.faulty_rows import faulty_rows
from cleanbill.engine.fingerprint import fingerprint
from cleanbill.engine.joined import joined
from cleanbill.engine.keep import Keep, Steps, kept, not_kept
from cleanbill.engine.load import SOURCE_ROW
from cleanbill.engine.read import noted, read_numbered, read_table, together
from cleanbill.engine.rounding import share_bp
from cleanbill.engine.running import running_sum
from cleanbill.engine.whole import whole
from cleanbill.engine.write import write_parquet

__all__ = [
    "SOURCE_ROW",
    "Keep",
    "Steps",
    "connect",
    "faulty_rows",
    "fingerprint",
    "joined",
    "kept",
    "not_kept",
    "noted",
    "read_numbered",
    "read_table",
    "running_sum",
    "share_bp",
    "together",
    "whole",
    "write_parquet",
]
