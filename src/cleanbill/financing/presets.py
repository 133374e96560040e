"""Published studies of single payer, replayed from their own assumptions by the levers of the budget.

`preset_names()` lists them, `replay(name)` sets each published figure beside the replayed one; figures that
an input was calibrated to meet are marked, since they test nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, Literal

from cleanbill.core.errors import BadInput, Finding, near_miss
from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.budget import (
    SERVICES,
    Account,
    Budget,
    Measure,
    Scenario,
    account,
    budget,
    cells_of,
    scaled_to,
    scenario_of,
    share_of,
    warnings,
)
from cleanbill.law import Parameter, parameter

# A study's account: its published total, shared out as the nation or Massachusetts spends where it tells no more.


MASSACHUSETTS = "massachusetts"


def baseline(
    place: str, year: int, total_cents: int, like: str, *, services: Mapping[str, int], payers: Mapping[str, int]
) -> Account:
    """The account of `total_cents`, in the proportions of `like`: "nation" or "massachusetts".

    `services` are shares of the total in basis points that the study tells or
    implies, the others keep their proportions; `payers` are shares of the five
    groups of payers, which replace the nation's. Nobody is uninsured unless a lever says so.
    """
    nation = parameter("us/national_account").at(date(2012, 1, 1))
    if like == MASSACHUSETTS:
        weights = {service: account(year).of_service(service) for service in SERVICES}
    else:
        weights = {service: nation["services"][service] for service in SERVICES}
    rest = {service: weight for service, weight in weights.items() if service not in services}
    left = WHOLE_BP - sum(services.values())
    spending = scaled_to(total_cents, dict(services) | {"rest": left})
    rows = {s: spending[s] for s in services} | scaled_to(spending["rest"], rest)
    splits = {name: nation[name] for name in ("medicaid_federal_bp", "marketplace_bp", "state_local_employers_bp")}
    return Account(place, year, cells_of(rows, scaled_to(total_cents, dict(payers or nation["payers"])), splits))


# A published study as the model's own input: its baseline, its assumptions, and what it found.
#
# Studies stand in law/studies, one file a study with one or more runs. Every
# number says where it is from: `published` by the study, `derived` from what it
# published, `assumption` of ours, or `calibrated`: chosen so that the replay
# meets a published figure, which is then no evidence for the model.


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
    existing_taxes_cents: int  # of the state, beside which new taxes are told; zero where the study does not
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
        sources=tuple(f"{reference.title} {reference.link or ''}".strip() for reference in law.reference),
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


# Runs a study's own assumptions through the levers of any scenario and sets the result beside what it published.


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure beside the replayed one."""

    published: Published
    replayed: int

    @property
    def difference(self) -> int:
        """Ours less the published."""
        return self.replayed - self.published.value

    @property
    def within(self) -> bool:
        """Whether the replayed figure is as near as the study's tolerance asks."""
        return abs(self.difference) <= self.published.tolerance


@dataclass(frozen=True, slots=True)
class Replay:
    """A study replayed: each figure as published and as replayed, and where it leaves the range of other studies."""

    preset: Preset
    budget: Budget
    figures: tuple[Figure, ...]
    warnings: tuple[Measure, ...]

    @property
    def within(self) -> bool:
        """Whether every figure is within its tolerance."""
        return all(figure.within for figure in self.figures)

    @property
    def tested(self) -> int:
        """How many figures were met that no input was chosen to meet."""
        return sum(figure.within and not figure.published.calibrated for figure in self.figures)


def replay(of: Preset | str) -> Replay:
    """Replays one run of a study from its baseline and assumptions."""
    run = preset(of) if isinstance(of, str) else of
    made = budget(run.account, run.scenario, {})
    results = measured(made, run.existing_taxes_cents)
    figures = tuple(Figure(figure, results[figure.measure]) for figure in run.published)
    return Replay(run, made, figures, warnings(made.outcome, run.scenario.use))


def replays() -> tuple[Replay, ...]:
    """All runs of all studies, replayed."""
    return tuple(replay(name) for name in preset_names())


def measured(made: Budget, existing_taxes_cents: int = 0) -> dict[str, int]:
    """Every measure that a study may have published, in cents or, where the name ends in _bp, basis points.

    `new_taxes_cents` is what the Trust needs beyond federal and state money of
    today; `federal_more_cents` what a federal plan that pays all of it spends
    beyond the federal money of today.
    """
    result = made.outcome
    before, saved = result.before_cents, -sum(min(contribution.cents, 0) for contribution in result.contributions)
    public = made.revenue_of("federal") + made.revenue_of("state")
    needs = made.uses_cents + made.reserve_cents
    new_taxes = needs - public
    results = {
        "after_cents": result.after_cents,
        "net_cents": result.net_cents,
        "savings_cents": saved,
        "added_cents": sum(max(contribution.cents, 0) for contribution in result.contributions),
        "administration_after_cents": sum(result.inside["administration"].values()),
        "new_taxes_cents": new_taxes,
        "federal_more_cents": needs - made.revenue_of("federal"),
    }
    results |= {f"{contribution.lever}_cents": contribution.cents for contribution in result.contributions}
    results |= {name.replace("_cents", "_bp"): share_of(cents, before) for name, cents in results.items()}
    if existing_taxes_cents:
        results["tax_rise_bp"] = share_of(new_taxes, existing_taxes_cents)
    return results
