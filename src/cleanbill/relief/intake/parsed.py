"""Text of a seller's file -> typed columns; what cannot be read is null, and `<kind>_unread` says that it stood there.

In: the table that `engine.sale_file.laid` makes. Out: the same rows with typed
columns, `ssn_given`, and one boolean for each kind of thing that was unreadable.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.relief.intake.mapping import KINDS

NUMBER = r"(\d{1,3}(,\d{3})+|\d{1,13})?(\.\d{1,2}0*)?"
AMOUNT = rf"^([-+]?\$?{NUMBER}|\$-{NUMBER}|\(\$?{NUMBER}\)|\$?{NUMBER}-)$"  # one sign, or none
WHOLE_CENTS = r"^[-+]?\d{1,15}(\.0+)?$"
CENTURY = r"^(1[0-9]|2[0-9]|0[0-9])\d\d-\d{1,2}-\d{1,2}$"
YES, NO = ("Y", "YES", "T", "TRUE", "1", "X"), ("N", "NO", "F", "FALSE", "0")
PARTS = {
    "YMD": (r"^(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})([ T].*)?$", r"\1-\2-\3"),
    "MDY": (r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})([ T].*)?$", r"\3-\1-\2"),
    "DMY": (r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})([ T].*)?$", r"\3-\2-\1"),
}


def parsed(raw: ir.Table, formats: Mapping[str, str | None]) -> ir.Table:
    """Each mapped column in its own type; those that are not mapped are null."""
    typed: dict[str, ir.Value] = {"source_row": raw.source_row, "ragged": raw.ragged}
    unread: dict[str, list[ir.BooleanValue]] = {"date": [], "amount": [], "flag": []}
    for name in KINDS:
        kind: str = KINDS[name]
        if name == "ssn":
            continue
        if name not in raw.columns:
            typed[name] = ibis.null(NULLS[kind])
            continue
        typed[name] = READ[kind](raw[name], formats.get(name))
        if kind in unread and name != "current_balance_cents":
            unread[kind].append(raw[name].notnull() & typed[name].isnull())
    typed["balance_given"] = raw.current_balance_cents.notnull()
    typed["county_by_zip"] = typed["county_open"] = ibis.literal(False)
    typed["zip_given"] = _given(raw, "zip")
    typed["state_given"] = _given(raw, "state")
    for kind, held in unread.items():
        typed[f"{kind}_unread"] = _any(held)
    return raw.select(**typed)


def cents(text: ir.StringValue, written: str | None) -> ir.IntegerValue:
    """An amount in whole cents; null where it is none. (1.50), -1.50 and 1.50- are all below zero."""
    if written == "cents":
        whole = text.replace(",", "")
        return ibis.ifelse(whole.re_search(WHOLE_CENTS), whole.try_cast("decimal(18,0)").cast("int64"), None)
    close = text.re_replace(r"([$(+-])\s+", r"\1")
    digits = close.re_replace(r"[^0-9.]", "")
    below = close.contains("-") | close.startswith("(")
    amount = (digits.try_cast("decimal(18,2)") * 100).cast("int64")
    readable = close.re_search(AMOUNT) & digits.re_search(r"\d")
    return ibis.ifelse(readable, ibis.ifelse(below, -amount, amount), None)


def day(text: ir.StringValue, written: str | None) -> ir.DateValue:
    """A date in the column's form, or in ISO form, which can be read in one way only; null where it is none."""
    pattern, order = PARTS[written or "YMD"]
    iso = text.re_replace(pattern, order)
    if written != "YMD":
        iso = iso.re_replace(*PARTS["YMD"])
    return ibis.ifelse(iso.re_search(CENTURY), iso, None).try_cast("date")


def flag(text: ir.StringValue, _: str | None) -> ir.BooleanValue:
    """Yes or no; null for anything else."""
    word = text.upper()
    return ibis.cases((word.isin(YES), True), (word.isin(NO), False), else_=None)


def zip5(text: ir.StringValue, _: str | None) -> ir.StringValue:
    """Five digits, with the leading zeros that spreadsheets drop; null where it is no ZIP."""
    first = ibis.ifelse(text.re_search(r"^\d{3,5}(\.0)?$"), text.replace(".0", "").lpad(5, "0"), text)
    return ibis.ifelse(first.re_search(r"^\d{5}(-?\d{4})?$"), first.substr(0, 5), None)


def _state(text: ir.StringValue, _: str | None) -> ir.StringValue:
    return text.upper()


def _whole(text: ir.StringValue, _: str | None) -> ir.IntegerValue:
    return ibis.ifelse(text.re_search(r"^\d{1,9}(\.0+)?$"), text.re_replace(r"\..*$", ""), None).try_cast("int64")


def _text(text: ir.StringValue, _: str | None) -> ir.StringValue:
    return text


def _given(raw: ir.Table, name: str) -> ir.BooleanValue:
    return raw[name].notnull() if name in raw.columns else ibis.literal(False)


def _any(held: list[ir.BooleanValue]) -> ir.BooleanValue:
    told: ir.BooleanValue = ibis.literal(False)
    for one in held:
        told |= one
    return told


READ: dict[str, Callable[[Any, str | None], Any]] = {
    "text": _text, "date": day, "amount": cents, "flag": flag, "whole": _whole, "zip": zip5, "state": _state,
}  # fmt: skip
NULLS = {"text": "string", "date": "date", "amount": "int64", "flag": "boolean", "whole": "int64", "zip": "string",
         "state": "string"}  # fmt: skip
