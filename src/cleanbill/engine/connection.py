"""Opens the bulk engine, DuckDB by default, Sail or Spark by name; and works tables out once for many uses."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir

from cleanbill.core.optional import needs

Engine = Literal["duckdb", "sail", "spark"]
MEMORY_LIMIT = "2500MB"  # DuckDB's share of a 6 GB run; past it, windows spill to disk
IDLE = ("SAIL_SPARK__SESSION_TIMEOUT_SECS", "31536000")  # a year: Sail else forgets a connection idle for 15 minutes


def connect(
    engine: Engine = "duckdb",
    *,
    scratch: Path | None = None,
    threads: int | None = None,
    memory: str = MEMORY_LIMIT,
    sealed: bool = False,
    hold: bool = False,
) -> Any:
    """An Ibis backend. `scratch` is the folder that DuckDB spills to past `memory`; `sealed` encrypts what it spills.

    `hold` keeps memory that was once used until the connection ends, for steps that are taken again and again.
    Raises CleanbillError where an optional engine is not installed.
    """
    if engine == "duckdb":
        con = _duckdb(scratch, threads, memory)
        if sealed:
            _seal_spill(con)
        if hold:  # to give memory back and ask for it anew costs 7 % of the time
            con.raw_sql(f"SET block_allocator_memory = '{memory}'")
        return con
    if engine == "sail":
        return _sail()
    return _spark()


@contextmanager
def sealed_connection() -> Iterator[Any]:
    """A bulk connection for sealed identity: what it spills is encrypted, in a folder of its own that goes with it."""
    with tempfile.TemporaryDirectory() as scratch:
        yield connect(scratch=Path(scratch), sealed=True)


def _duckdb(scratch: Path | None, threads: int | None, memory: str) -> Any:
    options: dict[str, Any] = {"memory_limit": memory}
    if scratch is not None:
        options["temp_directory"] = str(scratch)
    if threads is not None:
        options["threads"] = threads
    con = ibis.duckdb.connect(**options)
    con.raw_sql("SET enable_progress_bar = false")
    con.raw_sql("SET TimeZone = 'UTC'")
    con.raw_sql("SET enable_external_file_cache = false")  # else a file written again is read as it was
    return con


def _seal_spill(con: Any) -> None:
    """What is spilled is written under a key of the connection's own, so that nothing of a person is left on disk.

    DuckDB calls its built-in cipher unsafe for databases that are kept; a spilled page lives as long as the run.
    """
    con.raw_sql("SET force_mbedtls_unsafe = 'true'")
    con.raw_sql("SET temp_file_encryption = true")


def _sail() -> Any:
    with needs("pysail", "The engine `sail`"):
        from pysail.spark import SparkConnectServer  # noqa: PLC0415 (optional engine)
        from pyspark.sql import SparkSession  # noqa: PLC0415 (optional engine)
    os.environ.setdefault(*IDLE)  # the server reads it nowhere else
    server = SparkConnectServer()
    server.start(background=True)
    _, port = server.listening_address
    session = SparkSession.builder.remote(f"sc://localhost:{port}").getOrCreate()
    con = ibis.pyspark.connect(session)
    con._sail_server = server  # lives as long as the connection
    return con


def _spark() -> Any:
    with needs("pyspark", "The engine `spark`"):
        from pyspark.sql import SparkSession  # noqa: PLC0415 (optional engine)
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")  # where its own large blocks are fetched from
        .config("spark.sql.execution.arrow.pyspark.enabled", "true")  # else a null text of a small table is "NaN"
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "4")
        .getOrCreate()
    )
    return ibis.pyspark.connect(session)


# Writes tables down that are read more than once, and forgets them together.
#
# An expression is worked out again wherever it is used: a rule that joins lines to
# what it found among them doubles the work before it. A materialized table is worked
# out once, and can be worked out again when what it reads has changed.


Materialize: TypeAlias = Callable[[ir.Table], ir.Table]


def not_materialized(table: ir.Table) -> ir.Table:
    """`table` as it is, to be worked out each time: for few rows, and engines without tables of their own."""
    return table


@dataclass(frozen=True, slots=True)
class TempTable:
    """A table worked out: its name, the SQL of its rows, and the tables it reads."""

    name: str
    rows: str
    reads: frozenset[str]


class TempTables:
    """Tables that DuckDB works out one after another: the plan of each is made once, however often it is worked out."""

    def __init__(self, con: Any) -> None:
        self._con = con
        self._made: list[TempTable] = []

    def materialize(self, table: ir.Table) -> ir.Table:
        """`table`, worked out now, with the types that Ibis takes its columns to have."""
        name = ibis.util.gen_name("cleanbill_step")
        self._con.create_view(f"{name}_plan", table)
        kinds = self._con.compiler.type_mapper
        columns = (
            f'CAST("{column}" AS {kinds.to_string(kind)}) AS "{column}"' for column, kind in table.schema().items()
        )
        reads = frozenset(read.name for read in table.op().find(ops.PhysicalTable))
        self._made.append(TempTable(name, f"SELECT {', '.join(columns)} FROM {name}_plan", reads))
        self._create(self._made[-1])
        return self._con.table(name, database=("temp", "main"))

    def refresh(self, changed: Collection[str]) -> None:
        """Works out again, in order, every table that reads those of `changed`, or what comes of them."""
        gone = set(changed)
        for table in self._made:
            if table.reads & gone:
                gone.add(table.name)
        stale = [table for table in self._made if table.name in gone]
        self._forget(stale)
        for table in stale:
            self._create(table)

    def drop(self) -> None:
        """Forgets all tables and their plans."""
        self._forget(self._made)
        for table in self._made:
            self._con.raw_sql(f"DROP VIEW IF EXISTS {table.name}_plan")
        self._made.clear()

    def _create(self, table: TempTable) -> None:
        self._con.raw_sql(f"CREATE TEMP TABLE {table.name} AS {table.rows}")

    def _forget(self, tables: Iterable[TempTable]) -> None:
        for table in tables:
            self._con.raw_sql(f"DROP TABLE IF EXISTS temp.main.{table.name}")


@contextmanager
def materialized(con: Any) -> Iterator[Materialize]:
    """A `Materialize` into tables of DuckDB, which are dropped where the block ends."""
    tables = TempTables(con)
    try:
        yield tables.materialize
    finally:
        tables.drop()
