"""The checks of claims once more, in plain loops: for each line, the first rule that fires, or none.

Written from what each rule says (payer/edits names them), in the same order
of rules, over dictionaries. Lines are as in `claim_line` with `plan_id`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any

import yaml

from cleanbill import law

Line = dict[str, Any]
Key = tuple[str, int]
Rows = Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]]  # table -> code -> its rows
CODE = {"limits": "limited_code", "pairs": "column_2", "units": "unit_code", "needed": "needed_code"}
END = date(2200, 12, 31)


@dataclass
class Desk:
    """All lines in full order, the spans of cover of each person, the code tables, and what has fired."""

    lines: Sequence[Line]
    spans: Mapping[str, list[dict[str, Any]]]
    tables: Rows
    day: date
    fired: dict[Key, str]

    def standing(self) -> Iterator[Line]:
        """Lines that nothing has fired on yet."""
        return (line for line in self.lines if _key(line) not in self.fired)


def first_rules(
    lines: Sequence[Line], spans: Mapping[str, list[dict[str, Any]]], day: date, tables: Rows | None = None
) -> dict[Key, str]:
    """(claim_id, line) -> the rule that stands on it; lines that are paid are not in it. `tables` default to ours."""
    desk = Desk(sorted(lines, key=_key), spans, tables or by_code(_shipped()), day, {})
    rules: list[Callable[[Desk], Iterator[tuple[Line, str]]]] = [
        _cover, _missing, _duplicate, _late, _age, _sex, _bundled, _units, _no_price, _other_payer, _authorization,
    ]  # fmt: skip
    for rule in rules:
        for line, name in list(rule(desk)):
            desk.fired.setdefault(_key(line), name)
    return desk.fired


def _shipped() -> Mapping[str, Any]:
    text = resources.files("cleanbill.payer.edits").joinpath("data", "synthetic_edits.yaml").read_text("utf-8")
    tables: Mapping[str, Any] = yaml.safe_load(text)
    return tables


def by_code(tables: Mapping[str, Any]) -> Rows:
    """The rows of each table by the code that a line has."""
    found: dict[str, dict[str, list[Mapping[str, Any]]]] = {name: defaultdict(list) for name in CODE}
    for name, code in CODE.items():
        for row in tables[name]:
            found[name][row[code]].append(row)
    return found


def _key(line: Line) -> Key:
    return line["claim_id"], line["line"]


def _cover(desk: Desk) -> Iterator[tuple[Line, str]]:
    for line in desk.lines:
        spans = desk.spans.get(line["person_id"], [])
        if line["plan_id"] != "none" or any(span["plan_id"] == "none" for span in spans):
            continue
        if not spans:
            yield line, "unknown_patient"
        elif line["service_date"] < min(span["start"] for span in spans):
            yield line, "before_cover"
        elif line["service_date"] > max(span["end"] for span in spans):
            yield line, "after_cover"
        else:
            yield line, "lapse_in_cover"


def _missing(desk: Desk) -> Iterator[tuple[Line, str]]:
    for line in desk.standing():
        if not line["code"]:
            yield line, "missing_code"
        elif not line["units"] or line["units"] < 1:
            yield line, "missing_units"
        elif not line["provider_id"]:
            yield line, "missing_provider"
        elif line["code_system"] == "HCPCS" and not line["place_of_service"]:
            yield line, "missing_place"


def _duplicate(desk: Desk) -> Iterator[tuple[Line, str]]:
    same = ("person_id", "provider_id", "service_date", "code_system", "code", "modifiers", "units", "charge_cents")
    repeats = set(law.parameter("us/coding_modifiers").at(desk.day)["repeat"])
    earlier = set()
    for line in desk.standing():
        content = tuple(line[name] for name in same)
        if content in earlier and not repeats & set(line["modifiers"].split()):
            yield line, "duplicate"
        earlier.add(content)


def _late(desk: Desk) -> Iterator[tuple[Line, str]]:
    months = law.parameter("us/timely_filing").at(desk.day)
    for line in desk.standing():
        limit = months.get(line["plan_id"], months["others"])
        if line["received_date"] and line["received_date"] > _months_after(line["service_date"], limit):
            yield line, "late"


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def _in_force(row: Mapping[str, Any], name: str, day: date) -> bool:
    return bool(row[f"{name}_since"] <= day <= row.get(f"{name}_until", END))


def _limits(desk: Desk) -> Iterator[tuple[Line, Mapping[str, Any]]]:
    for line in desk.standing():
        for row in desk.tables["limits"].get(line["code"], ()):
            if _in_force(row, "limit", line["service_date"]):
                yield line, row


def _age(desk: Desk) -> Iterator[tuple[Line, str]]:
    for line, row in _limits(desk):
        born, day = line["birth_date"], line["service_date"]
        years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
        if not row["min_age"] <= years <= row["max_age"]:
            yield line, "age"


def _sex(desk: Desk) -> Iterator[tuple[Line, str]]:
    for line, row in _limits(desk):
        if row["only_sex"] and row["only_sex"] != line["sex"]:
            yield line, "sex"


def _bundled(desk: Desk) -> Iterator[tuple[Line, str]]:
    proper = set(law.parameter("us/coding_modifiers").at(desk.day)["proper"])
    together: dict[Any, list[Line]] = defaultdict(list)
    for line in desk.standing():
        together[line["person_id"], line["provider_id"], line["service_date"]].append(line)
    for visit in together.values():
        for other in visit:
            for row in desk.tables["pairs"].get(other["code"], ()):
                if not _in_force(row, "pair", other["service_date"]):
                    continue
                for first in visit:
                    lifted = proper & {*first["modifiers"].split(), *other["modifiers"].split()}
                    stays = row["indicator"] == "0" or (row["indicator"] == "1" and not lifted)
                    if first is not other and first["code"] == row["column_1"] and stays:
                        yield other, "bundled"


def _units(desk: Desk) -> Iterator[tuple[Line, str]]:
    of_day: dict[Any, int] = defaultdict(int)
    limited = []
    for line in desk.standing():
        for row in desk.tables["units"].get(line["code"], ()):
            if _in_force(row, "unit", line["service_date"]):
                day = (line["person_id"], line["provider_id"], line["service_date"], line["code"])
                of_day[day] += line["units"]
                limited.append((line, row, day))
    for line, row, day in limited:
        if row["mai"] == "1" and line["units"] > row["most"]:
            yield line, "units_of_line"
        elif row["mai"] != "1" and of_day[day] > row["most"]:
            yield line, "units_of_day"


def _no_price(desk: Desk) -> Iterator[tuple[Line, str]]:
    return ((line, "no_price") for line in desk.standing() if line["fee_cents"] is None)


def _other_payer(desk: Desk) -> Iterator[tuple[Line, str]]:
    for line in desk.standing():
        if line["other_payer_first"] and line["other_payer_cents"] is None:
            yield line, "other_payer_first"


def _authorization(desk: Desk) -> Iterator[tuple[Line, str]]:
    for line in desk.standing():
        for row in desk.tables["needed"].get(line["code"], ()):
            needs = _in_force(row, "needed", line["service_date"])
            if needs and not line["authorization"] and line["benefit"] != "emergency":
                yield line, "no_authorization"
