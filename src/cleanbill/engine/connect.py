"""Opens the bulk engine: DuckDB by default, Sail or Spark by name."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal

import ibis

from cleanbill.core.errors import CleanbillError

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


def _duckdb(scratch: Path | None, threads: int | None, memory: str) -> Any:
    options: dict[str, Any] = {"memory_limit": memory}
    if scratch is not None:
        options["temp_directory"] = str(scratch)
    if threads is not None:
        options["threads"] = threads
    con = ibis.duckdb.connect(**options)
    con.raw_sql("SET enable_progress_bar = false")
    con.raw_sql("SET TimeZone = 'UTC'")
    con.raw_sql("SET enable_external_file_cache = false")  # else a file written anew is read as it was
    return con


def _seal_spill(con: Any) -> None:
    """What is spilled is written under a key of the connection's own, so that nothing of a person is left on disk.

    DuckDB calls its built-in cipher unsafe for databases that are kept; a spilled page lives as long as the run.
    """
    con.raw_sql("SET force_mbedtls_unsafe = 'true'")
    con.raw_sql("SET temp_file_encryption = true")


def _sail() -> Any:
    try:
        from pysail.spark import SparkConnectServer  # noqa: PLC0415 (optional engine)
        from pyspark.sql import SparkSession  # noqa: PLC0415 (optional engine)
    except ImportError as missing:
        raise CleanbillError("Sail is not installed. Install it with: pip install 'cleanbill[sail]'") from missing
    os.environ.setdefault(*IDLE)  # the server reads it nowhere else
    server = SparkConnectServer()
    server.start(background=True)
    _, port = server.listening_address
    session = SparkSession.builder.remote(f"sc://localhost:{port}").getOrCreate()
    con = ibis.pyspark.connect(session)
    con._sail_server = server  # lives as long as the connection
    return con


def _spark() -> Any:
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 (optional engine)
    except ImportError as missing:
        raise CleanbillError("Spark is not installed. Install it with: pip install 'cleanbill[spark]'") from missing
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
