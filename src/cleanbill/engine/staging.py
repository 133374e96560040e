"""A folder that comes into being whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from cleanbill.core.errors import BadInput, Finding

MARK = ".cleanbill"  # an empty file that says: this folder was written by us, whole
REMEDY = "Name another folder with --out, or move it away."


@contextmanager
def staged(out: Path, *, ours: Collection[str], reads: Collection[Path] = (), private: bool = False) -> Iterator[Path]:
    """A scratch folder beside `out` that takes its place when the block ends well.

    An earlier result at `out` is replaced if it bears our mark, has nothing
    but the names of `ours`, and holds none of the files that the run `reads`.
    Anything else that stands there is left alone and BadInput is raised. On
    an error or an interrupt nothing is left behind. A `private` folder its
    owner alone may enter.
    """
    out = out.absolute()
    if out.exists():
        _check_replaceable(out, ours, reads)
    scratch = _scratch(out)
    try:
        result = scratch / "result"
        result.mkdir(mode=0o700 if private else 0o777)
        yield result
        (result / MARK).touch()
        _replace(out, result, scratch / "earlier")
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _replace(out: Path, result: Path, earlier: Path) -> None:
    """Puts `result` in the place of `out`; broken off between the two moves, `out` is put back."""
    try:
        if out.exists():
            out.rename(earlier)
        result.rename(out)
    except BaseException:
        if earlier.exists() and not out.exists():
            earlier.rename(out)
        raise


def _scratch(out: Path) -> Path:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        problem = f"cannot be written there: {(error.strerror or 'it is refused').lower()}"
        raise BadInput(
            [Finding(str(out), None, None, problem, "Name a folder that you may write with --out.")]
        ) from error


def _check_replaceable(out: Path, ours: Collection[str], reads: Collection[Path]) -> None:
    here = {*(path.resolve() for path in reads), Path.cwd().resolve()}
    if any(path == out.resolve() or path.is_relative_to(out.resolve()) for path in here):
        problem = "is in the way: it is, or holds, what this run reads, or the folder you are in"
    elif out.is_dir() and not any(out.iterdir()):
        return
    elif not (out / MARK).is_file() or any(entry.name not in ours for entry in out.iterdir() if entry.name != MARK):
        problem = "is in the way: it is a file, or holds something that is not a result of cleanbill"
    else:
        return
    raise BadInput([Finding(str(out), None, None, problem, REMEDY)])
