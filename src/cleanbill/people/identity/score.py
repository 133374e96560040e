"""Pairs of records with their probability and how each field agrees, by Splink on the engine's own connection.

Splink's messages are held back, since its errors quote SQL and values; its
tables are dropped. It is loaded here and only when it is called: it takes seconds.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import WHOLE_BP
from cleanbill.core.optional import needs
from cleanbill.engine import Materialize
from cleanbill.people.identity.compare import BY_FREQUENCY, FIELDS, GIVEN, LEVELS, word_of
from cleanbill.people.identity.normalise import Model

MICROBITS = 1_000_000  # whole numbers compare alike on every machine


def scored(
    con: Any, plain: ir.Table, keys: Sequence[str], materialize: Materialize, model: Model, *, above: bool
) -> ir.Table:
    """Pairs that share one of `keys`: left, right, weight, probability_bp and a word a field.

    `weight` is in millionths of a bit. `above` leaves only what reaches the model's threshold.
    """
    settings = _settings(model, keys)
    with _silent(), _splink(con) as api:
        from splink import Linker  # noqa: PLC0415 (optional; `_splink` has loaded it)

        linker = Linker(api.register(plain.op().name), settings, log_level=None, validate_settings=False)
        for name in BY_FREQUENCY.values():
            often = materialize(
                plain.filter(plain[name].notnull()).select(name, **{f"tf_{name}": f"often_{name}"}).distinct()
            )
            linker.table_management.register_term_frequency_lookup(api.register(often.op().name), name)
        least = model.threshold_bp / WHOLE_BP if above else None
        found = linker.inference.predict(threshold_match_probability=least, warning_mode="never")
        return materialize(_said(con.table(found.physical_name)))


@contextmanager
def _splink(con: Any) -> Iterator[Any]:
    """Splink over the engine's connection; it leaves no table behind, and no error of its own."""
    with needs("splink", "Who is who over several files"):
        from splink import DuckDBAPI  # noqa: PLC0415 (optional)
        from splink.internals.exceptions import SplinkException  # noqa: PLC0415 (optional)

    api: Any = DuckDBAPI(con.con)
    try:
        yield api
    except SplinkException:
        raise CleanbillError(
            "The records could not be compared: Splink stopped. What it says may hold personal data and is not "
            "shown. See that the engine has memory and scratch space, and that the records are as `Record` says."
        ) from None
    finally:
        api.delete_tables_created_by_splink_from_db()


@contextmanager
def _silent() -> Iterator[None]:
    logger = logging.getLogger("splink")
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)


def _settings(model: Model, keys: Sequence[str]) -> dict[str, Any]:
    """The model in Splink's words."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "number",
        "linker_uid": "cleanbill",
        "probability_two_random_records_match": model.prior,
        "comparisons": [_comparison(field, model) for field in FIELDS],
        "blocking_rules_to_generate_predictions": [{"blocking_rule": f"l.{key} = r.{key}"} for key in keys],
        "retain_matching_columns": True,  # else Splink leaves out how fields agree
    }


def _comparison(field: str, model: Model) -> dict[str, Any]:
    none = {"sql_condition": GIVEN[field], "label_for_charts": "not given", "is_null_level": True}
    levels = [_level(field, word, model) for word in LEVELS[field]]
    return {"output_column_name": field, "comparison_levels": [none, *levels]}


def _level(field: str, word: str, model: Model) -> dict[str, Any]:
    odds = model.levels[field][word]
    level = {
        "sql_condition": LEVELS[field][word],
        "label_for_charts": word,
        "m_probability": odds["m"],
        "u_probability": odds["u"],
    }
    by = BY_FREQUENCY.get((field, word))
    return level if by is None else level | {"tf_adjustment_column": by}


def _said(found: ir.Table) -> ir.Table:
    """Splink's numbers in words; the record whose id comes first is the left one."""
    left, right = ibis.least(found.number_l, found.number_r), ibis.greatest(found.number_l, found.number_r)
    said = {
        field: ibis.cases(*((found[f"gamma_{field}"] == number, word) for number, word in word_of(field).items()))
        for field in FIELDS
    }
    return found.select(
        left=left,
        right=right,
        weight=(found.match_weight * MICROBITS).round().cast("int64"),
        probability_bp=(found.match_probability * WHOLE_BP).floor().cast("int64"),
        **said,
    )
