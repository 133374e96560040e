"""Debts seen before: every account that was ever offered, as a debt, so that none is paid for twice.

`registered` writes a portfolio's debts down as keyed hashes when it is taken in; they outlive its data.
`seen` tells which of the debts on offer were bought before, are offered by two holders, or stand twice.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Collection, Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import yaml

from cleanbill.core.tables import Table, column, ibis_schema

# One key for one debt, however its creditor and its number are written, and a second for those that look like it.
#
# In: Arrow columns of creditors' names and providers' numbers. Out: keyed hashes as text, null where nothing of a
# number or a creditor can be read. The first forgives case, marks, short forms and leading zeros. The second forgives
# the last letters of a number too: two visits may differ by such a letter, so a debt that shares only this key with
# another is held, and a person looks.


def debt_keys(creditors: pa.Array, numbers: pa.Array, key: bytes) -> tuple[list[str | None], list[str | None]]:
    """The debts' own keys, and those of debts like them."""
    names, plain = plain_creditors(creditors), plain_numbers(numbers)
    loose = without_last_letters(plain)
    listed = list(zip(names.to_pylist(), plain.to_pylist(), loose.to_pylist(), strict=True))
    own = keyed((f"debt\n{name}\n{number}" if name and number else None for name, number, _ in listed), key)
    alike = [
        same if number == short else _hash(f"debt\n{name}\n{short}", key) if name else None
        for (name, number, short), same in zip(listed, own, strict=True)
    ]
    return own, alike


def keyed(words: Iterable[str | None], key: bytes) -> list[str | None]:
    """HMAC-SHA-256 of each text, 64 hex digits; null stays null."""
    return [None if word is None else _hash(word, key) for word in words]


def _hash(word: str, key: bytes) -> str:
    return hmac.digest(key, word.encode(), "sha256").hex()


def plain_creditors(names: pa.Array) -> pa.Array:
    """Lower-case words without punctuation, short forms written out; "" where there is no name."""
    told = pc.fill_null(names, "").dictionary_encode()
    return pa.array([plain_creditor(name) for name in told.dictionary.to_pylist()], pa.string()).take(told.indices)


def plain_numbers(numbers: pa.Array) -> pa.Array:
    """Letters and digits without separators and leading zeros; "" where there is no number."""
    upper = pc.utf8_upper(pc.fill_null(numbers, ""))
    return pc.utf8_ltrim(pc.replace_substring_regex(upper, "[^A-Z0-9]", ""), "0")


def without_last_letters(plain: pa.Array) -> pa.Array:
    """Plain numbers without letters that stand after their last digit."""
    return pc.replace_substring_regex(plain, "([0-9])[A-Z]+$", r"\1")


def plain_creditor(name: str) -> str:
    """One name as `plain_creditors` makes it."""
    words = re.findall(r"\w+", name.casefold().replace("'", "").replace("&", " and "))
    return " ".join(word for each in words if (word := _words().get(each, each)))


@cache
def _words() -> dict[str, str]:
    text = (files("cleanbill.relief") / "data" / "creditor_words.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text)["words"])


# What is kept of every account that was ever offered, and what is told of those on offer now.


class Debt(Table):
    """An account of a portfolio, as a debt. Outlives the portfolio's data, so that nothing is bought twice."""

    __grain__ = "an accepted account of a seller's file, as a debt"
    __key__ = ("portfolio_id", "source_row")

    portfolio_id: dt.String = column("public", "the portfolio")
    source_row: dt.Int64 = column("person", "the row of the seller's file")
    holder: dt.String = column("person", "who offers it")
    account_id: dt.String = column("person", "the holder's number for it")
    debt_key: dt.String = column("person", "keyed hash of creditor and number; null if unreadable", nullable=True)
    alike_key: dt.String = column("person", "the same without the number's last letters", nullable=True)
    visit_key: dt.String = column("person", "keyed hash of day of service and first balance", nullable=True)


class Seen(Table):
    """An account on offer that was seen before, or stands twice."""

    __grain__ = "an account on offer that was seen before"
    __key__ = ("holder", "account_id")

    holder: dt.String = column("person", "who offers it")
    account_id: dt.String = column("person", "the holder's number for it")
    status: dt.String = column("person", "bought, two holders, twice or alike")
    other_portfolio: dt.String = column("public", "the portfolio that has the other one", nullable=True)


# Writes down the debts of a portfolio, as keyed hashes.
#
# In: the accepted rows of a seller's file. Out: a file of `debt`, one row for each. Streams in batches.


DEBTS = "debts.parquet"
BATCH = 100_000
READ = [
    "portfolio_id", "source_row", "holder", "account_id", "orig_creditor", "orig_account", "date_of_service",
    "original_balance_cents", "current_balance_cents",
]  # fmt: skip


def registered(accepted: Path, to: Path, key: bytes) -> int:
    """The rows written to `to`. A debt is the original creditor's number; the holder's own where that is not given."""
    shape = ibis_schema(Debt).to_pyarrow()
    rows = 0
    with (
        pq.ParquetFile(accepted) as opened,
        pq.ParquetWriter(to, shape, compression="zstd", compression_level=1) as writer,
    ):
        for batch in opened.iter_batches(BATCH, columns=READ):
            writer.write_table(_debts(batch, shape, key))
            rows += batch.num_rows
    return rows


def _debts(batch: pa.RecordBatch, shape: pa.Schema, key: bytes) -> pa.Table:
    values = {name: batch.column(name) for name in READ[:4]}
    creditors = pc.coalesce(batch.column("orig_creditor"), batch.column("holder"))
    numbers = pc.coalesce(batch.column("orig_account"), batch.column("account_id"))
    debt, alike = debt_keys(creditors, numbers, key)
    first = pc.coalesce(batch.column("original_balance_cents"), batch.column("current_balance_cents"))
    days = batch.column("date_of_service").cast(pa.string())
    visits = pc.binary_join_element_wise("visit", days, first.cast(pa.string()), "\n").to_pylist()
    return pa.table({**values, "debt_key": debt, "alike_key": alike, "visit_key": keyed(visits, key)}, schema=shape)


# Which debts on offer were bought before, are offered by two holders, stand twice, or look like one of these.
#
# In: `debt` of all portfolios, the keys of debts bought, who is who. Out: `seen`, a row for each account that is.
# The first of these holds:
# - bought: the records have this very debt, whoever sold it and however it is written;
# - two holders: another holder offers it too, so one of them has no title;
# - twice: the same holder offers it again in what is looked at; the first stands;
# - alike: a debt of another number that was bought, or that another holder offers, shares with it the looser key, or
#   the person, the day of service and the first balance.


ORDER = ("bought", "two holders", "twice", "alike")


def seen(
    debts: ir.Table,
    portfolios: Collection[str],
    bought: ir.Table,
    people: ir.Table,
    *,
    withdrawn: Collection[str] = (),
) -> ir.Table:
    """`seen` for the accounts of `portfolios`.

    `debts` are those of all portfolios, `bought` has a column debt_key, `people` has
    portfolio_id, source_row and person_id. Of portfolios `withdrawn`, which a corrected file replaced,
    only what was bought counts.
    """
    every = debts.left_join(people.select("portfolio_id", "source_row", "person_id"), ["portfolio_id", "source_row"])
    every = every.drop("portfolio_id_right", "source_row_right")
    marked = every.mutate(is_bought=every.debt_key.isin(bought.debt_key), place=_place(every))
    if withdrawn:
        marked = marked.filter(~marked.portfolio_id.isin(list(withdrawn)) | marked.is_bought)
    offered = marked.filter(marked.portfolio_id.isin(list(portfolios)))
    found = ibis.union(
        _bought(offered), _two_holders(offered, marked), _twice(offered), _alike(offered, marked), distinct=False
    )
    first = found.group_by("holder", "account_id").order_by("rank", "other_portfolio").mutate(n=ibis.row_number())
    return first.filter(first.n == 0).select(*ibis_schema(Seen).names)


def _place(rows: ir.Table) -> ir.StringValue:
    """A row's place among all: what ties are broken by."""
    return rows.portfolio_id + ibis.literal("\n") + rows.source_row.cast("string").lpad(12, "0")


def _told(rows: ir.Table, status: str, other: ir.StringValue) -> ir.Table:
    return rows.select(
        "holder", "account_id", status=ibis.literal(status), other_portfolio=other,
        rank=ibis.literal(ORDER.index(status), "int64"),
    )  # fmt: skip


def _bought(offered: ir.Table) -> ir.Table:
    rows = offered.filter(offered.is_bought)
    return _told(rows, "bought", ibis.null("string"))


def _two_holders(offered: ir.Table, every: ir.Table) -> ir.Table:
    pair = _pairs(offered, every, "debt_key")
    return _told(pair.filter(pair.holder != pair.holder_right), "two holders", pair.portfolio_id_right)


def _twice(offered: ir.Table) -> ir.Table:
    pair = _pairs(offered, offered, "debt_key")
    return _told(pair.filter(pair.place > pair.place_right), "twice", pair.portfolio_id_right)


def _alike(offered: ir.Table, every: ir.Table) -> ir.Table:
    found = [_pairs(offered, every, "alike_key"), _pairs(offered, every, "visit_key", "person_id")]
    parts = [
        pair.filter(_other_number(pair) & (pair.is_bought_right | (pair.holder != pair.holder_right))) for pair in found
    ]
    return ibis.union(*(_told(pair, "alike", pair.portfolio_id_right) for pair in parts), distinct=False)


def _other_number(pair: ir.Table) -> ir.BooleanValue:
    return ~(pair.debt_key == pair.debt_key_right).fill_null(False)


def _pairs(left: ir.Table, right: ir.Table, *keys: str) -> ir.Table:
    """Rows of `left` beside other rows of `right` with the same keys."""
    other = right.select(**{f"{name}_right": right[name] for name in right.columns})
    pair = left.inner_join(other, [left[key] == other[f"{key}_right"] for key in keys])
    return pair.filter(pair.place != pair.place_right)
