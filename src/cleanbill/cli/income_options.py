"""Options of the commands that qualify by probability: from which chance on, and what is taken to hold of incomes."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any

import typer

from cleanbill.core.errors import CleanbillError
from cleanbill.relief.income import Terms, read_places

VendorError = Annotated[
    str | None,
    typer.Option(
        help="How far the incomes given are off, as the deviation of their logarithm: they are then estimates.",
        metavar="PERCENT",
    ),
]
Debtors = Annotated[
    str | None,
    typer.Option(
        help="Median income of people who owe, of all people's.  [default: law/us/income_estimate]", metavar="PERCENT"
    ),
]
Places = Annotated[
    Path | None,
    typer.Option(help="Your own incomes by place, CSV: place, median_income_cents, spread_bp, as_of.", metavar="FILE"),
]


def terms_of(
    con: Any, threshold: str | None, vendor_error: str | None, debtors: str | None, places: Path | None
) -> Terms:
    """What was typed, as terms. Raises CleanbillError, or BadInput with every fault of the file of places."""
    return Terms(
        percent(threshold, "--threshold"),
        percent(vendor_error, "--vendor-error") or 0,
        percent(debtors, "--debtors"),
        () if places is None else read_places(con, places),
    )


def percent(text: str | None, option: str) -> int | None:
    """A percentage as a person types it, "60" or "62.5", in basis points."""
    if text is None:
        return None
    try:
        exact = Decimal(text.strip().removesuffix("%")) * 100
    except InvalidOperation:
        raise CleanbillError(f"{option} {text} is no percentage. Write it like 60 or 62.5.") from None
    if not exact.is_finite() or exact != exact.to_integral_value():
        raise CleanbillError(f"{option} {text} is finer than a hundredth of a percent. Write it like 60 or 62.5.")
    return int(exact)
