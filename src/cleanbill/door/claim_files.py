"""Claims as files: others' claims read into a folder, generated care beside what is published, and claims to prove on.

In: X12 837 and FHIR files, or a number and a seed. Out: tables in a folder, and what was found. The commands of
`claims` and `proof` call these functions and nothing else.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cleanbill.care import CalibrationRow, Progress, Taken, calibrate, read_claims_into
from cleanbill.engine import Engine, connect
from cleanbill.proof import (
    KEY,
    Score,
    corpus,
    engine_answers,
    key_answers,
    read_answers,
    read_corpus,
    score,
    write_answers,
    write_corpus,
)


def read_claim_files(sources: Sequence[Path], out: Path, *, progress: Progress | None = None) -> Taken:
    """Reads 837 and FHIR files, and those below folders, into the tables of folder `out`; what it holds is added to.

    Each claim is accepted, pended or rejected, with its reason; a claim that is there already is not taken in again.
    """
    return read_claims_into(_files(sources, out), out, progress=progress)


def _files(sources: Sequence[Path], out: Path) -> list[Path]:
    """The files named, and those below a folder that is named, by path; never those of the result itself."""
    result = out.absolute()
    files: list[Path] = []
    for source in sources:
        below = (path for path in source.rglob("*") if path.is_file() and result not in path.absolute().parents)
        files += sorted(below) if source.is_dir() else [source]
    return files


def care_calibration(people: int = 200_000, *, seed: int = 1) -> list[CalibrationRow]:
    """Generated care of so many people of the nation's composition beside what is published, a row for each figure."""
    return calibrate(people, seed)


@dataclass(frozen=True, slots=True)
class WrittenProof:
    """A folder with claims, members, rules and the answer key: how many claims it has, and how many lines they have."""

    claims: int
    lines: int
    folder: Path


def make_proof(out: Path, *, claims: int = 100_000, seed: int = 1) -> WrittenProof:
    """Writes claims, members, the rules they fall under, and the answer key into folder `out`."""
    made = corpus(claims, seed)
    write_corpus(made, key_answers(made), out)
    return WrittenProof(claims, made.lines.num_rows, out)


def answer_proof(folder: Path, out: Path, *, engine: Engine = "duckdb") -> int:
    """Answers the claims of a folder by the payer's own expressions, into a Parquet file; how many answers there are.

    `engine` is duckdb, sail or spark.
    """
    with tempfile.TemporaryDirectory() as scratch:
        answers = engine_answers(connect(engine), read_corpus(folder), Path(scratch))
    write_answers(answers, out)
    return int(answers.num_rows)


def score_proof(folder: Path, answers: Path) -> Score:
    """Anyone's answers (CSV or Parquet) beside the key of a folder: lines right, by column, and cents off."""
    return score(read_answers(folder / KEY), read_answers(answers))
