"""Takes a seller's file into a portfolio's folder: every row accepted, quarantined or rejected, to the cent.

In: a file and its mapping. Out: accepted, quarantined and rejected.parquet,
identity.parquet sealed under the portfolio's key, debts.parquet by which each debt is known
again, the seller's quality report and the mapping. The folder comes into being whole or not at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from collections.abc import Mapping as Map
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cleanbill.core.errors import BadInput, BrokenLaw, Finding
from cleanbill.core.tables import Table, columns, ibis_schema
from cleanbill.engine import drop_sale_table, path_of, sale_file, sale_table, staged, unnamed_file, write_parquet
from cleanbill.relief.intake import proposal as quality
from cleanbill.relief.intake.mapping import LeftOut, Mapping, faults, formats, sources
from cleanbill.relief.intake.parse import judged, parsed, repeats
from cleanbill.relief.intake.proposal import Part, Problem
from cleanbill.relief.intake.tables import Accepted, Identity, Quarantined, Rejected, with_county
from cleanbill.relief.seen import DEBTS, registered
from cleanbill.vault import hashed_ssns, last_fours, write_sealed

# The two steps that go through Arrow: Social Security numbers become keyed hashes, identity is sealed.
#
# Both stream in batches, so memory does not grow with the file.


BATCH = 100_000
SHAPE = pa.schema({
    "source_row": pa.int64(), "ssn_hash": pa.string(), "ssn_last4": pa.string(), "ssn_impossible": pa.bool_(),
})  # fmt: skip


def hashed(con: Any, numbers: ir.Table, hash_key: bytes, to: IO[bytes]) -> ir.Table:
    """`numbers` (source_row, ssn) as source_row, ssn_hash, ssn_last4 and ssn_impossible, by way of the file `to`."""
    with (
        con.to_pyarrow_batches(numbers.select("source_row", "ssn"), chunk_size=BATCH) as batches,
        pq.ParquetWriter(to, SHAPE, compression="zstd", compression_level=1) as writer,
    ):
        for batch in batches:
            writer.write_batch(_hashed(batch, hash_key))
    return con.read_parquet(path_of(to))


def _hashed(batch: pa.RecordBatch, hash_key: bytes) -> pa.RecordBatch:
    rows, numbers = batch.column("source_row"), batch.column("ssn")
    hashes, fours = hashed_ssns(numbers, hash_key), last_fours(numbers)
    digits = pc.utf8_length(pc.replace_substring_regex(numbers, "[^0-9]", ""))
    four_alone = pc.fill_null(pc.equal(digits, 4), False)
    impossible = pc.and_(pc.is_valid(numbers), pc.and_(pc.is_null(hashes), pc.invert(four_alone)))
    known = pc.if_else(impossible, pa.scalar(None, pa.string()), fours)
    return pa.RecordBatch.from_arrays([rows.cast(pa.int64()), hashes, known, impossible], schema=SHAPE)


def sealed(con: Any, rows: ir.Table, path: Path, key: bytes) -> int:
    """Seals who owes the accounts of `rows`, in the order of the file; the rows written."""
    types = ibis_schema(Identity)
    shape = types.to_pyarrow()
    ordered = rows.select(*types).order_by("source_row")
    with con.to_pyarrow_batches(ordered, chunk_size=BATCH) as batches:
        return write_sealed(_shaped(batches, shape), shape, path, key)


def _shaped(batches: Any, shape: pa.Schema) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        columns = [batch.column(name).cast(kind) for name, kind in zip(shape.names, shape.types, strict=True)]
        yield pa.RecordBatch.from_arrays(columns, schema=shape)


OUTCOMES: dict[str, type[Table]] = {"accepted": Accepted, "quarantined": Quarantined, "rejected": Rejected}
FILES = (
    *(f"{name}.parquet" for name in OUTCOMES), "identity.parquet", DEBTS, "quality.json", "quality.csv", "mapping.yaml",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of a seller's file."""

    portfolio_id: str
    holder: str
    file: str
    sha256: str
    total: Part
    accepted: Part
    quarantined: Part
    rejected: Part
    problems: tuple[Problem, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which name, key and day a file is taken in."""

    portfolio_id: str
    holder: str
    key: bytes
    hash_key: bytes
    today: date
    counties: Map[str, str] | None  # by ZIP; None where no file of them was given
    replaces: str | None  # the portfolio that this file corrects


def take_in(
    con: Any, path: Path, mapping: Mapping, out: Path, *, portfolio_id: str, holder: str, key: bytes, hash_key: bytes,
    today: date, counties: Map[str, str] | None = None, replaces: str | None = None,
) -> Intake:  # fmt: skip
    """The file at `path` as the folder `out`; `key` seals identity, `hash_key` hashes SSNs and debts.

    `counties` (ZIP -> county) stand in where the seller gives no county. `replaces` names the portfolio that this
    file corrects, which is no longer on offer.

    Raises BadInput where the file or the mapping cannot be used, and BrokenLaw where rows or
    faces do not add up; then nothing is written. Two runs give the same bytes, but for the
    sealed file, whose nonces are drawn anew.
    """
    findings = faults(mapping, path.name)
    if findings:
        raise BadInput(findings)
    terms = Terms(portfolio_id, holder, key, hash_key, today, counties, replaces)
    with staged(out, names=FILES, reads=[path]) as folder:
        with sale_file(con, path, folder.parent) as sale:
            mapping = _covering(mapping, sale.columns, path.name)
            raw = sale_table(con, sale, sources(mapping))
        try:
            return _written(con, path, raw, mapping, folder=folder, terms=terms)
        finally:
            drop_sale_table(con, raw)


def _covering(mapping: Mapping, header: Collection[str], file: str) -> Mapping:
    """The mapping with every column of the file that it does not speak of left out as unknown. Raises BadInput."""
    gone = [column.header for column in mapping.columns if column.header not in header]
    if gone:
        remedy = "Propose the mapping anew from this file."
        raise BadInput([Finding(file, None, name, "the mapping has it, the file lacks it", remedy) for name in gone])
    spoken = {column.header for column in mapping.columns} | {one.header for one in mapping.left_out}
    more = tuple(LeftOut(name, "unknown") for name in header if name not in spoken)
    return Mapping(mapping.columns, (*(one for one in mapping.left_out if one.header in header), *more))


def _written(con: Any, path: Path, raw: ir.Table, mapping: Mapping, *, folder: Path, terms: Terms) -> Intake:
    name = ibis.util.gen_name("cleanbill_judged")
    with unnamed_file(folder.parent) as spill:
        con.create_table(name, _take_in_shaped(_all(con, raw, mapping, spill, terms), terms), temp=True)
    rows = con.table(name)
    try:
        parts = {outcome: _part(con, rows, folder, outcome) for outcome in OUTCOMES}
        waiting = rows.filter(rows.outcome != "rejected")
        held = sealed(con, waiting, folder / "identity.parquet", terms.key)
        registered(folder / "accepted.parquet", folder / DEBTS, terms.hash_key)
        total = _checked(con, raw, mapping, parts, held)
        met = quality.problems(rows)
    finally:
        con.drop_table(name)
    return _reported(path, raw, mapping, folder=folder, terms=terms, total=total, parts=parts, met=met)


def _all(con: Any, raw: ir.Table, mapping: Mapping, spill: IO[bytes], terms: Terms) -> ir.Table:
    """Every row read, compared with the others and judged."""
    rows = parsed(raw, formats(mapping))
    if terms.counties is not None:
        rows = with_county(rows, terms.counties)
    if "ssn" in raw.columns:
        numbers = hashed(con, raw, terms.hash_key, spill)
        rows = rows.left_join(numbers, "source_row").drop("source_row_right")
    else:
        none = ibis.null("string")
        rows = rows.mutate(ssn_hash=none, ssn_last4=none, ssn_impossible=ibis.literal(False))
    return judged(rows, repeats(raw), terms.today)


def _take_in_shaped(rows: ir.Table, terms: Terms) -> ir.Table:
    """With the columns of an account that no file gives."""
    given: dict[str, Any] = {
        "portfolio_id": ibis.literal(terms.portfolio_id),
        "holder": ibis.literal(terms.holder),
        "face_cents": rows.current_balance_cents,
        "age_days": ibis.literal(terms.today).delta(rows.date_of_service, unit="day"),
    }
    for name, each in columns(Quarantined).items():
        if name not in rows.columns and name not in given:
            given[name] = ibis.null(each.dtype)
    return rows.mutate(**given)


def _part(con: Any, rows: ir.Table, folder: Path, outcome: str) -> Part:
    """Writes the rows of one outcome, and counts them in the file that was written."""
    path = folder / f"{outcome}.parquet"
    write_parquet(con, rows.filter(rows.outcome == outcome), path, schema=OUTCOMES[outcome], order=["source_row"])
    back = con.read_parquet(path)
    face = back.current_balance_cents if outcome == "accepted" else back.face_cents
    return _sum(back, face)


def _sum(table: ir.Table, face: Any) -> Part:
    (told,) = table.aggregate(rows=table.count(), face=face.sum()).to_pyarrow().to_pylist()
    return Part(int(told["rows"]), int(told["face"] or 0))


def _checked(con: Any, raw: ir.Table, mapping: Mapping, parts: dict[str, Part], identities: int) -> Part:
    """Rows and faces of the file, read apart from what was written; BrokenLaw where the parts are not the whole."""
    read = parsed(raw, formats(mapping))
    total = _sum(read, read.current_balance_cents)
    rows, face = sum(part.rows for part in parts.values()), sum(part.face_cents for part in parts.values())
    if (rows, face) != (total.rows, total.face_cents):
        raise BrokenLaw(f"The file has {total.rows} rows of {total.face_cents} cents; {rows} of {face} were written.")
    if identities != parts["accepted"].rows + parts["quarantined"].rows:
        raise BrokenLaw(f"{identities} identities were sealed, which is not one for each row accepted or quarantined.")
    return total


def _reported(
    path: Path, raw: ir.Table, mapping: Mapping, *, folder: Path, terms: Terms, total: Part, parts: dict[str, Part],
    met: tuple[Problem, ...],
) -> Intake:  # fmt: skip
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    gone = quality.missing(raw)
    values = {
        "portfolio_id": terms.portfolio_id, "holder": terms.holder, "file": path.name, "sha256": digest,
        "taken_in_on": terms.today.isoformat(), "replaces": terms.replaces, "total": asdict(total),
        **{outcome: asdict(part) for outcome, part in parts.items()},
        "columns": [{"column": column.to, "header": column.header, "missing_rows": gone[column.to],
                     "missing_bp": gone[column.to] * 10_000 // max(total.rows, 1)} for column in mapping.columns],
        "left_out": [asdict(one) for one in mapping.left_out],
    }  # fmt: skip
    (folder / "quality.json").write_text(quality.as_json(values, met), "utf-8")
    (folder / "quality.csv").write_text(quality.as_csv(total.rows, met, gone), "utf-8")
    mapping.save(folder / "mapping.yaml")
    findings = quality.findings(path.name, mapping, met)
    return Intake(terms.portfolio_id, terms.holder, path.name, digest, total, **parts, problems=met, findings=findings)
