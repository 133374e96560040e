"""A published study as the model's own input: its baseline, its assumptions, and what it found.

Studies stand in law/studies, one file a study with one or more runs. Every
number says where it is from: `published` by the study, `derived` from what it
published, `assumption` of ours, or `calibrated`: chosen so that the replay
meets a published figure, which is then no evidence for the model.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

from cleanbill.core.errors import BadInput, Finding, near_miss
from cleanbill.financing.budget import Account, Scenario, scenario_of
from cleanbill.financing.presets.baseline import baseline
from cleanbill.law import Parameter, parameter

Status = Literal["published", "derived", "calibrated", "assumption"]
STATUSES: tuple[Status, ...] = ("published", "derived", "calibrated", "assumption")


@dataclass(frozen=True, slots=True)
class Input:
    """One number that a replay starts from."""

    name: str
    value: int | bool | str
    status: Status
    words: str


@dataclass(frozen=True, slots=True)
class Published:
    """One figure that a study published, and how near a replay must come."""

    measure: str
    value: int  # cents, or basis points where the measure ends in _bp
    tolerance: int
    calibrated: bool  # an input was chosen to meet it
    words: str


@dataclass(frozen=True, slots=True)
class Preset:
    """One run of one study."""

    name: str
    study: str
    place: str
    year: int
    account: Account
    scenario: Scenario
    existing_taxes_cents: int  # of the state, beside which new taxes are told; nil where the study does not
    inputs: tuple[Input, ...]
    published: tuple[Published, ...]
    sources: tuple[str, ...]


def preset(name: str) -> Preset:
    """The run by name, as "friedman_2023" or "cbo_2020/option_3"; BadInput with near misses where there is none."""
    known = _runs()
    if name not in known:
        meant = near_miss(name, known)
        remedy = f"Did you mean {meant}?" if meant else f"Choose from {', '.join(known)}."
        raise BadInput([Finding("preset", None, None, f"there is no study {name!r}", remedy)])
    return _preset(name)


def preset_names() -> tuple[str, ...]:
    """All runs of all studies, by name."""
    return tuple(_runs())


@cache
def _runs() -> dict[str, tuple[Parameter, Mapping[str, Any]]]:
    found = {}
    files = resources.files("cleanbill.law").joinpath("studies").iterdir()
    for study in sorted(file.name.removesuffix(".yaml") for file in files if file.name.endswith(".yaml")):
        law = parameter(f"studies/{study}")
        for value in law.values.values():
            runs = value.get("runs", {})
            for run, content in runs.items():
                found[study if len(runs) == 1 else f"{study}/{run}"] = (law, content)
    return found


@cache
def _preset(name: str) -> Preset:
    law, run = _runs()[name]
    inputs = tuple(
        _inputs("", {key: run[key] for key in ("baseline_cents", "services", "payers", "levers") if key in run})
    )
    place, year = run["place"], run["year"]
    account = baseline(
        place,
        year,
        _plain(run["baseline_cents"]),
        run["like"],
        services=_plain(run.get("services", {})),
        payers=_plain(run.get("payers", {})),
    )
    return Preset(
        name=name,
        study=run["study"],
        place=place,
        year=year,
        account=account,
        scenario=scenario_of(_plain(run["levers"]), name),
        existing_taxes_cents=run.get("existing_taxes_cents", 0),
        inputs=inputs,
        published=tuple(Published(measure, **figure) for measure, figure in run["published"].items()),
        sources=tuple(f"{each.title} {each.link or ''}".strip() for each in law.reference),
    )


def _is_number(node: Any) -> bool:
    return isinstance(node, Mapping) and "value" in node


def _plain(node: Any) -> Any:
    """The numbers alone, without where they are from."""
    if _is_number(node):
        return node["value"]
    return {key: _plain(value) for key, value in node.items()} if isinstance(node, Mapping) else node


def _inputs(path: str, node: Any) -> Iterator[Input]:
    if _is_number(node):
        value = node["value"]
        text = ", ".join(f"{name} {share}" for name, share in value.items()) if isinstance(value, Mapping) else value
        yield Input(path, text, node["status"], node["words"])
    elif isinstance(node, Mapping):
        for key, value in _items(node):
            yield from _inputs(f"{path}.{key}" if path else key, value)
    else:
        raise ValueError(f"{path} in law/studies does not say where it is from")


def _items(node: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    return ((str(key), value) for key, value in node.items())
