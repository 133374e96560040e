"""`python -m cleanbill.records.audit FILE [--noted NUMBER:SHA256]`: exit 0 where every link holds, 1 where not."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from cleanbill.core.errors import CleanbillError
from cleanbill.records.audit.chain import Head
from cleanbill.records.audit.verify import verify


def main(arguments: list[str] | None = None) -> int:
    """Prints the verdict."""
    parser = argparse.ArgumentParser(prog="python -m cleanbill.records.audit", description=__doc__)
    parser.add_argument("file", type=Path, help="records.sqlite3, or an export of acts")
    parser.add_argument("--noted", default=None, help="a head noted earlier, as NUMBER:SHA256")
    asked = parser.parse_args(arguments)
    try:
        verdict = verify(asked.file, _head(asked.noted))
    except CleanbillError as error:
        print(error, file=sys.stderr)
        return 2
    if verdict.holds:
        print(f"{verdict.acts:,} acts, every link holds. Head {verdict.head.number}:{verdict.head.sha256}")
        return 0
    print(f"Broken at act {verdict.broken_at}: {verdict.why}. {verdict.acts:,} acts before it hold.")
    return 1


def _head(noted: str | None) -> Head | None:
    if noted is None:
        return None
    number, _, sha256 = noted.partition(":")
    if not number.isdigit() or not sha256:
        raise CleanbillError("Write the noted head as NUMBER:SHA256, as this command prints it.")
    return Head(int(number), sha256)


if __name__ == "__main__":
    sys.exit(main())
