"""Code tables of the size of CMS's own, made up by a seed: fee schedules, and what the checks look up.

CMS publishes about 19,000 codes with RVUs, 110 localities, 15,000 unit limits
and two million bundled pairs; these have as many. Every code and amount is invented.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleanbill.care.fees import Schedules, schedules
from cleanbill.care.fees.tables import TABLES
from cleanbill.core.tables import ibis_schema
from cleanbill.payer.edits import CodeTables, code_tables

Words = npt.NDArray[np.str_]
YEAR = {"start": date(2025, 1, 1), "end": date(2025, 12, 31), "source": "made up by bench"}
PROFESSIONAL, OUTPATIENT, DENTAL, DRUGS, EQUIPMENT = 10_000, 6_000, 600, 20_000, 2_000
LOCALITIES, PAIRS, UNITS = 110, 2_000_000, 15_000
SPLIT = 0.15  # of professional codes have rows for the professional and the technical component
RANKED = 0.30  # of professional codes are surgical: several in a session are paid in part
LIMITED, NEEDED = 300, 400  # codes with an age or sex limit, and codes that need an authorisation
SINCE = date(2015, 1, 1)


def codes(kind: str) -> Words:
    """The codes of a kind: professional, outpatient, dental, drugs or equipment."""
    if kind == "drugs":
        return np.array([f"00000{number:06d}" for number in range(DRUGS)])
    letter, number = {
        "professional": ("P", PROFESSIONAL),
        "outpatient": ("Q", OUTPATIENT),
        "dental": ("D", DENTAL),
        "equipment": ("E", EQUIPMENT),
    }[kind]
    return np.array([f"{letter}{place:04d}" for place in range(number)])


def fee_schedules(seed: int) -> Schedules:
    """All schedules that the lines of `big_lines` need, in force in 2025."""
    draw = np.random.default_rng(seed)
    return schedules({"rvu": _rvu(draw), "gpci": _gpci(draw), "fee": _fees(draw)})


def localities() -> tuple[Words, Words]:
    """Carrier and number of each locality."""
    numbers = np.arange(LOCALITIES)
    return np.array([f"{14_000 + place // 10:05d}" for place in numbers]), np.array([f"{p % 10:02d}" for p in numbers])


def _rvu(draw: np.random.Generator) -> pa.Table:
    own = codes("professional")
    split = own[draw.random(len(own)) < SPLIT]
    code = np.concatenate([own, split, split])
    size = len(code)
    amounts = {name: draw.integers(10, 900, size) for name in ("work_e2", "pe_e2", "facility_pe_e2", "mp_e2")}
    return _dated(
        "rvu",
        {
            "code": code,
            "component": np.repeat(["", "26", "TC"], [len(own), len(split), len(split)]),
            "status": np.where(draw.random(size) < 0.97, "A", "B"),
            "multiple": np.where(draw.random(size) < RANKED, "2", "0"),
            "bilateral": draw.choice(["0", "1", "3"], size),
            "assistant": draw.choice(["0", "1", "2"], size),
            "co_surgeon": draw.choice(["0", "1", "2"], size),
            "global_days": np.full(size, "XXX"),
            **amounts,
        },
    )


def _gpci(draw: np.random.Generator) -> pa.Table:
    carrier, locality = localities()
    indices = {name: draw.integers(800, 1_300, LOCALITIES) for name in ("work_e3", "pe_e3", "mp_e3")}
    return _dated("gpci", {"carrier": carrier, "locality": locality, "name": locality, **indices})


def _fees(draw: np.random.Generator) -> pa.Table:
    kinds = {"opps": "outpatient", "dental": "dental", "drugs": "drugs", "dmepos": "equipment"}
    parts = {schedule: codes(kind) for schedule, kind in kinds.items()}
    code = np.concatenate(list(parts.values()))
    return _dated(
        "fee",
        {
            "schedule": np.repeat(list(parts), [len(part) for part in parts.values()]),
            "code": code,
            "modifier": np.full(len(code), ""),
            "status": np.full(len(code), "S"),
            "amount_e4": draw.integers(50_000, 90_000_000, len(code)),
        },
    )


def _dated(kind: str, columns: dict[str, Any]) -> pa.Table:
    """A table of `kind`: columns that are not given are nothing, 0 or empty."""
    schema, size = ibis_schema(TABLES[kind]).to_pyarrow(), len(next(iter(columns.values())))
    held = {name: pa.array([value] * size) for name, value in YEAR.items()} | columns
    blank = {name: np.full(size, "") if schema.field(name).type == pa.string() else np.zeros(size, np.int64)
             for name in schema.names if name not in held}  # fmt: skip
    return pa.table({name: (held | blank)[name] for name in schema.names}).cast(schema)


def edit_tables(seed: int) -> CodeTables:
    """Tables for the checks: PAIRS bundled pairs, UNITS unit limits, and a few limits of age, sex and authorisation."""
    draw = np.random.default_rng(seed + 1)
    own = np.concatenate([codes("professional"), codes("outpatient")])
    every = np.concatenate([own, codes("equipment")])
    limited = draw.choice(own, LIMITED, replace=False)
    ships = code_tables()
    return CodeTables(
        pairs=_like(ships.pairs, _pairs(draw, own)),
        units=_like(
            ships.units,
            {
                "unit_code": every[:UNITS],
                "most": draw.integers(1, 6, len(every[:UNITS])),
                "mai": draw.choice(["1", "2", "3"], len(every[:UNITS])),
                "unit_since": SINCE,
            },
        ),
        limits=_like(
            ships.limits,
            {
                "limited_code": limited,
                "min_age": draw.choice([0, 0, 18, 65], LIMITED),
                "max_age": draw.choice([200, 200, 17], LIMITED),
                "only_sex": draw.choice(["", "F", "M"], LIMITED),
                "limit_since": SINCE,
            },
        ),
        needed=_like(ships.needed, {"needed_code": draw.choice(every, NEEDED, replace=False), "needed_since": SINCE}),
    )


def _pairs(draw: np.random.Generator, own: Words) -> dict[str, Any]:
    both = np.unique(draw.integers(0, len(own) ** 2, PAIRS))
    both = both[both // len(own) != both % len(own)]
    one, two = own[both // len(own)], own[both % len(own)]
    return {"column_1": one, "column_2": two, "indicator": draw.choice(["0", "1", "1"], len(both)), "pair_since": SINCE}


def _like(shipped: Any, columns: dict[str, Any]) -> Any:
    """A table of the columns and types of one that ships; each row in force until the far end of time."""
    schema = shipped.schema().to_pyarrow()
    size = max(len(value) for value in columns.values() if isinstance(value, np.ndarray))
    until = {name: date(2200, 12, 31) for name in schema.names if name.endswith("_until")}
    filled = {
        name: value if isinstance(value, np.ndarray) else pa.array([value] * size)
        for name, value in (columns | until).items()
    }
    return ibis.memtable(pa.table({name: filled[name] for name in schema.names}).cast(schema))
