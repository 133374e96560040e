"""A folder that comes into being whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from cleanbill.core.errors import BadInput
from cleanbill.core.findings import Finding


@contextmanager
def staged(out: Path, *, ours: Collection[str]) -> Iterator[Path]:
    """A scratch folder beside `out` that takes its place when the block ends well.

    An earlier result at `out`, known by holding nothing but the names of
    `ours`, is replaced; anything else that stands there is left alone and
    BadInput is raised. On an error or an interrupt nothing is left behind.
    """
    out = out.absolute()
    if out.exists() and not _replaceable(out, ours):
        problem = "is in the way: it is a file, or holds something that is not a result of cleanbill"
        raise BadInput([Finding(str(out), None, None, problem, "Name another folder with --out, or move it away.")])
    out.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        result = scratch / "result"
        result.mkdir()
        yield result
        if out.exists():
            out.rename(scratch / "earlier")
        result.rename(out)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _replaceable(out: Path, ours: Collection[str]) -> bool:
    return out.is_dir() and all(entry.name in ours for entry in out.iterdir())
