"""The claims to be answered: a year of care of sample residents, with faults sown in by lot.

Out: two Arrow tables, `claim_line` with what the checks look at, and members.
The same size and seed give the same tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleanbill.care import generate
from cleanbill.core.errors import CleanbillError
from cleanbill.people import assign_cover, residents

YEAR = 2025
DAY = date(YEAR, 12, 31)
PEOPLE_PER_CLAIM = 1 / 18  # residents have about 21 claims a year: some to spare
LINES = pa.schema(
    [
        ("claim_id", pa.string()), ("line", pa.int32()), ("person_id", pa.string()), ("provider_id", pa.string()),
        ("service_date", pa.date32()), ("benefit", pa.string()), ("place_of_service", pa.string()),
        ("code_system", pa.string()), ("code", pa.string()), ("units", pa.int64()), ("charge_cents", pa.int64()),
        ("fee_cents", pa.int64()), ("modifiers", pa.string()), ("received_date", pa.date32()),
        ("authorization", pa.string()), ("other_payer_first", pa.bool_()), ("other_payer_cents", pa.int64()),
    ]
)  # fmt: skip
MEMBERS = pa.schema(
    [
        ("person_id", pa.string()), ("family_id", pa.string()), ("plan_id", pa.string()), ("start", pa.date32()),
        ("end", pa.date32()), ("birth_date", pa.date32()), ("sex", pa.string()),
    ]
)  # fmt: skip
# Shares of claims (of members, for cover) that get each fault; assumptions, so that every rule has work.
SOWN = {
    "late": 0.005, "missing_code": 0.001, "missing_provider": 0.001, "missing_place": 0.001, "missing_units": 0.001,
    "no_price": 0.003, "other_payer_first": 0.004, "unknown_patient": 0.001, "modified": 0.03, "authorized": 0.5,
    "duplicate": 0.005, "twice_a_day": 0.01,
}  # fmt: skip
LAPSED, LEFT, JOINED = 0.02, 0.01, 0.01


@dataclass(frozen=True, slots=True)
class Corpus:
    """The two tables; `day` is the day as of which plans, prices and rules hold."""

    lines: pa.Table
    members: pa.Table
    day: date


def corpus(claims: int, seed: int) -> Corpus:
    """A corpus of exactly `claims` claims; CleanbillError for fewer than 100."""
    if claims < 100:
        raise CleanbillError(f"{claims} claims are too few for every rule to have work. Take at least 100.")
    draw = np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, 835])))
    person = residents(max(50, int(claims * PEOPLE_PER_CLAIM)), seed=seed, today=DAY)
    cover = assign_cover(person, seed=seed, start=date(YEAR, 1, 1), end=DAY)
    given = generate(person, cover, seed=seed, year=YEAR)
    copies = int(claims * SOWN["duplicate"])
    kept_ids = pc.unique(given["claim_id"])[: claims - copies]
    if len(kept_ids) < claims - copies:
        raise CleanbillError(f"The sample has only {len(kept_ids)} claims for {claims}; this is a fault of ours.")
    chosen = given.filter(pc.is_in(given["claim_id"], kept_ids)).to_pylist()
    lines = _sown(chosen, draw)
    lines += _copied(lines, copies, draw)
    table = pa.Table.from_pylist(lines, schema=LINES).sort_by([("claim_id", "ascending"), ("line", "ascending")])
    return Corpus(table, pa.Table.from_pylist(_members(person, cover, draw), schema=MEMBERS), DAY)


def _sown(lines: list[dict[str, Any]], draw: np.random.Generator) -> list[dict[str, Any]]:
    """Each claim with the columns the checks look at, and by lot with a fault."""
    ids = sorted({line["claim_id"] for line in lines})
    draws = {claim: draw.random(len(SOWN) + 1) for claim in ids}
    names = list(SOWN)
    sown = []
    for line in lines:
        lot = draws[line["claim_id"]]
        hit = {name for name, place in zip(names, lot, strict=False) if place < SOWN[name]}
        sown.append(_with_faults(line, hit, int(lot[-1] * 1_000_000)))
    return sown


def _with_faults(line: dict[str, Any], hit: set[str], lot: int) -> dict[str, Any]:
    first = line["line"] == 1
    days = 400 if "late" in hit else lot % 60
    modifiers = ("25", "59", "76", "26")[lot % 4] if "modified" in hit else ""
    changed = {
        "received_date": line["service_date"] + timedelta(days=days),
        "modifiers": modifiers,
        "authorization": f"A{lot}" if "authorized" in hit else None,
        "other_payer_first": "other_payer_first" in hit,
        "other_payer_cents": None,
    }
    if "missing_code" in hit and first:
        changed["code"] = None
    if "missing_provider" in hit:
        changed["provider_id"] = None
    if "missing_place" in hit and line["code_system"] == "HCPCS":
        changed["place_of_service"] = None
    if "missing_units" in hit and first:
        changed["units"] = 0
    if "no_price" in hit and first:
        changed["fee_cents"] = None
    if "unknown_patient" in hit:
        changed["person_id"] = "X" + line["person_id"][1:]
    if "twice_a_day" in hit and line["code_system"] == "HCPCS":
        changed["code"], changed["units"] = ("G0463", "G0447", "J0171", "G0439", "G0438")[lot % 5], 1 + lot % 7
    return line | changed


def _copied(lines: list[dict[str, Any]], copies: int, draw: np.random.Generator) -> list[dict[str, Any]]:
    """Claims sent a second time under another number, some a day later and so no duplicates."""
    ids = sorted({line["claim_id"] for line in lines})
    chosen = draw.choice(len(ids), size=copies, replace=False)
    again = {
        ids[n]: (f"R{ids[n][1:]}", bool(later)) for n, later in zip(chosen, draw.random(copies) < 0.2, strict=True)
    }
    copied = []
    for line in lines:
        if line["claim_id"] in again:
            number, later = again[line["claim_id"]]
            day = min(line["service_date"] + timedelta(days=int(later)), DAY)
            copied.append(line | {"claim_id": number, "service_date": day})
    return copied


def _members(person: pa.Table, cover: pa.Table, draw: np.random.Generator) -> list[dict[str, Any]]:
    """Spans of cover with `person`'s family, birth date and sex; some with a lapse, a late start or an early end."""
    known = {row["person_id"]: row for row in person.to_pylist()}
    rows = []
    for row in cover.to_pylist():
        who = known[row["person_id"]]
        base = {name: who[name] for name in ("person_id", "family_id", "birth_date", "sex")}
        base["plan_id"], lot, at = row["plan_id"], draw.random(), int(draw.integers(30, 300))
        cut = row["start"] + timedelta(days=at)
        if lot < LAPSED:
            rows.append(base | {"start": row["start"], "end": cut})
            rows.append(base | {"start": cut + timedelta(days=31), "end": row["end"]})
        elif lot < LAPSED + LEFT:
            rows.append(base | {"start": row["start"], "end": cut})
        else:
            start = cut if lot < LAPSED + LEFT + JOINED else row["start"]
            rows.append(base | {"start": start, "end": row["end"]})
    return rows
