"""Matches a file's column names with a schema's, and says what is missing or doubled."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from cleanbill.core.errors import Finding, near_miss

PERHAPS, SURELY = 0.7, 0.88  # likeness that is worth a word, and that makes an optional column a misspelt one


def name_findings(file: str, has: Sequence[str], wanted: Sequence[str], optional: Collection[str]) -> list[Finding]:
    """Findings for wanted columns that the file lacks or has twice.

    A name of the file is repeated only where it is like a wanted one: in a
    file without a header the first row is a person's data.
    """
    return [*_doubled(file, has, wanted), *_missing(file, has, wanted, optional)]


def _doubled(file: str, has: Sequence[str], wanted: Sequence[str]) -> Iterator[Finding]:
    for name in wanted:
        if has.count(name) > 1:
            yield Finding(file, None, name, f"the file has {has.count(name)} columns of this name", "Keep one of them.")


def _missing(file: str, has: Sequence[str], wanted: Sequence[str], optional: Collection[str]) -> Iterator[Finding]:
    unknown = [name for name in has if name not in wanted]
    absent = [name for name in wanted if name not in has]
    for name in absent:
        # Another column of the user's is no fault: "family_size" is not a misspelt "family_id".
        like = near_miss(name, unknown, likeness=SURELY if name in optional else PERHAPS)
        if like is not None and near_miss(like, absent) == name:
            yield Finding(file, None, name, f"the column is missing; {like} looks like it", f"Rename {like} to {name}.")
        elif name not in optional:
            count = "none of the file's columns is named like it"
            yield Finding(file, None, name, f"the column is missing; {count}", f"Add a column {name}.")
