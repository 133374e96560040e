"""Events as claims of lines: the event's money is split over its lines to the cent.

In: a block's events with day, provider and reference fee. Out: rows of the
table `claim_line`, by claim and line.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleanbill import law
from cleanbill.care.cells import Ints
from cleanbill.care.codes import code_book, draw_codes
from cleanbill.care.meps import Floats, data_file
from cleanbill.care.providers import directory
from cleanbill.care.tables import BENEFITS
from cleanbill.care.weighted import Weighted, weighted
from cleanbill.core.money import WHOLE_BP

INPATIENT, DRUGS, HOME = (BENEFITS.index(b) for b in ("inpatient", "drugs", "home_health"))
CLAIMS_A_BLOCK = 1_000_000  # claim ids leave room for so many


@dataclass(frozen=True, slots=True)
class Claims:
    """One entry a claim, in the order of their ids; `who` counts the block's people, `day` from 1 January."""

    who: Ints
    cell: Ints
    benefit: Ints
    day: Ints
    provider: npt.NDArray[np.int32]
    fee_cents: Ints
    noise: Floats


def claim_lines(claims: Claims, person_id: pa.Array, block: int, year: int, draw: np.random.Generator) -> pa.Table:
    """The claims of a block as rows of `claim_line`."""
    size = 1 + _sizes().place(claims.benefit, draw.random(len(claims.who)))
    claim = np.repeat(np.arange(len(size)), size)
    line = np.arange(len(claim)) - np.repeat(np.cumsum(size) - size, size) + 1
    benefit, provider = claims.benefit[claim], claims.provider[claim]
    fee = _split(claims.fee_cents, size, claim, draw)
    first = (line == 1).astype(np.int64)
    code = draw_codes(benefit, first, claims.cell[claim], claims.noise[claim], draw.random(len(claim)))
    book, day_of_year = code_book(), np.datetime64(date(year, 1, 1), "D") + claims.day.astype("timedelta64[D]")
    return pa.table(
        {
            "claim_id": _claim_ids(block, len(size)).take(pa.array(claim)),
            "line": pa.array(line.astype(np.int32)),
            "person_id": person_id.take(pa.array(claims.who[claim])),
            "provider_id": directory().ids.take(pa.array(provider)),
            "service_date": pa.array(day_of_year[claim]),
            "benefit": pa.array(BENEFITS).take(pa.array(benefit)),
            "place_of_service": book.place_of_service.take(pa.array(benefit)),
            "code_system": book.system.take(pa.array(code)),
            "code": book.code.take(pa.array(code)),
            "units": pa.array(_units(benefit, line, claims.fee_cents[claim], year, draw)),
            "charge_cents": pa.array(_charges(fee, benefit, provider, year)),
            "fee_cents": pa.array(fee),
        }
    )


@cache
def _sizes() -> Weighted:
    return weighted([data_file("shape")["lines"][benefit] for benefit in BENEFITS])


def _split(total: Ints, size: Ints, claim: Ints, draw: np.random.Generator) -> Ints:
    """Whole cents of each line; a claim's lines add up to its total."""
    end = np.cumsum(size)
    running = np.cumsum(0.25 + draw.random(len(claim)))
    before = np.concatenate([[0.0], running[end[:-1] - 1]]) if len(end) else np.zeros(0)
    share = (running - before[claim]) / (running[end - 1] - before)[claim]
    edge = np.floor(total[claim] * share).astype(np.int64)
    edge[end - 1] = total
    lines: Ints = np.diff(edge, prepend=0)
    lines[end - size] = edge[end - size]
    return lines


def _charges(fee: Ints, benefit: Ints, provider: npt.NDArray[np.int32], year: int) -> Ints:
    """What providers ask: the fee marked up, and never less than the dearest payer allows."""
    markup, dearest = _charge_levels(year)
    asked = np.rint(fee * (markup[benefit] * directory().markup[provider])).astype(np.int64)
    charges: Ints = np.maximum(asked, (fee * dearest[benefit] + WHOLE_BP // 2) // WHOLE_BP)
    return charges


@cache
def _charge_levels(year: int) -> tuple[Floats, Ints]:
    day = date(year, 1, 1)
    asked = law.parameter("us/charge_to_fee").at(day)
    payers = law.parameter("us/price_relative").at(day).values()
    dearest = [max(payer[benefit] for payer in payers) for benefit in BENEFITS]
    return np.array([asked[benefit] for benefit in BENEFITS]) / WHOLE_BP, np.array(dearest, dtype=np.int64)


def _units(benefit: Ints, line: Ints, claim_fee: Ints, year: int, draw: np.random.Generator) -> Ints:
    """Days' supply of a drug, days of a stay on its second line (room), visits at home; else 1."""
    units = np.ones(len(benefit), dtype=np.int64)
    drug, home = benefit == DRUGS, benefit == HOME
    units[drug] = np.array([30, 30, 30, 90])[draw.integers(0, 4, int(drug.sum()))]
    units[home] = draw.integers(1, 9, int(home.sum()))
    room = (benefit == INPATIENT) & (line == 2)
    a_day = data_file("shape")["dollars_a_day"] * 100 * trend(year)
    units[room] = np.clip(np.rint(claim_fee[room] / a_day), 1, 60).astype(np.int64)
    return units


def trend(year: int) -> float:
    """What a dollar of 2018 has become by a year (law/us/spending_trend)."""
    return float(law.parameter("us/spending_trend").at(date(year, 1, 1))) / WHOLE_BP


def _claim_ids(block: int, number: int) -> pa.Array:
    """Ids of twelve characters in rising order: K, the block in five digits, the claim in six."""
    counted = block * CLAIMS_A_BLOCK + np.arange(number)
    text = np.full((number, 12), ord("K"), dtype=np.uint8)
    for place in range(11, 0, -1):
        counted, digit = np.divmod(counted, 10)
        text[:, place] = digit + ord("0")
    offsets = np.arange(0, 12 * number + 1, 12, dtype=np.int32)
    return pa.StringArray.from_buffers(number, pa.py_buffer(offsets), pa.py_buffer(text))
