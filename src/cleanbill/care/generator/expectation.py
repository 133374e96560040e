"""What each cell is expected to use and to cost: a multiplicative model fitted to MEPS 2018.

In: the published margins. Out: events, dollars and share of users by cell and
benefit. Fitted by iterative proportional fitting (Deming and Stephan 1940) on
the national composition, so the margins, not the cells, are what is published.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import yaml

from cleanbill.care.tables import BENEFITS

# The cells that care is calibrated in: age group x sex x cover class, 60 of them.
#
# In: person and cover. Out: a cell number and a fee basis for each person.
# Cover classes are those of MEPS (its insurance variable); a plan maps to one
# of them before and from age 65.


AGE_GROUPS = ("0-4", "5-17", "18-44", "45-64", "65+")
AGE_STARTS = (0, 5, 18, 45, 65)  # first year of age of each group
SEXES = ("M", "F")
COVER_CLASSES = ("private", "public", "uninsured", "medicare", "medicare-private", "medicare-public")
SHAPE = (len(AGE_GROUPS), len(SEXES), len(COVER_CLASSES))
CELLS = SHAPE[0] * SHAPE[1] * SHAPE[2]
FEE_BASES = ("commercial", "medicare", "medicaid", "self_pay")  # of law/us/price_relative

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PlanClass:
    """Which published people a plan's members are like, and whose prices it pays."""

    under_65: str
    from_65: str
    fee_basis: str


# From 65, private cover stands beside Medicare in MEPS. A person of 65 or more
# without cover is not printed: they are drawn like the uninsured of 45 to 64.
PLAN_CLASSES = {
    "employer": PlanClass("private", "medicare-private", "commercial"),
    "hdhp": PlanClass("private", "medicare-private", "commercial"),
    "connectorcare": PlanClass("private", "medicare-private", "commercial"),
    "medicare": PlanClass("public", "medicare", "medicare"),
    "medicare-supplement": PlanClass("private", "medicare-private", "medicare"),
    "medicare-masshealth": PlanClass("public", "medicare-public", "medicare"),
    "masshealth": PlanClass("public", "medicare-public", "medicaid"),
    "none": PlanClass("uninsured", "uninsured", "self_pay"),
}
UNKNOWN_PLAN = PlanClass("private", "medicare-private", "commercial")  # a plan of the user's own


def fee_basis(plan_id: str) -> str:
    """The fee basis of a plan, one of FEE_BASES; an unknown plan pays private prices."""
    return PLAN_CLASSES.get(plan_id, UNKNOWN_PLAN).fee_basis


def ages(birth_date: pa.Array | pa.ChunkedArray, on: date) -> Ints:
    """Whole years of age on a day; a birth after it counts as 0."""
    born = birth_date.cast(pa.date32())
    years = on.year - pc.year(born).to_numpy(zero_copy_only=False).astype(np.int64)
    month = pc.month(born).to_numpy(zero_copy_only=False)
    day = pc.day(born).to_numpy(zero_copy_only=False)
    not_yet = (month > on.month) | ((month == on.month) & (day > on.day))
    whole: Ints = np.maximum(years - not_yet, 0)
    return whole


def cell_numbers(age: Ints, female: npt.NDArray[np.bool_], under_65: Ints, from_65: Ints) -> Ints:
    """Cell of each person from age, sex and the two classes of their plan (numbers in COVER_CLASSES)."""
    group = np.searchsorted(AGE_STARTS, age, side="right") - 1
    cover = np.where(age >= AGE_STARTS[-1], from_65, under_65)
    no_cover = (group == SHAPE[0] - 1) & (cover == COVER_CLASSES.index("uninsured"))
    group = np.where(no_cover, SHAPE[0] - 2, group)
    cell: Ints = (group * SHAPE[1] + female) * SHAPE[2] + cover
    return cell


def plan_codes(plan_id: pa.Array | pa.ChunkedArray) -> tuple[Ints, Ints, Ints]:
    """For each plan id: cover class before 65, from 65, and fee basis, as numbers."""
    encoded = pc.dictionary_encode(plan_id)
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    classes = [PLAN_CLASSES.get(name, UNKNOWN_PLAN) for name in encoded.dictionary.to_pylist()]
    index = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    under = np.array([COVER_CLASSES.index(c.under_65) for c in classes], dtype=np.int64)
    over = np.array([COVER_CLASSES.index(c.from_65) for c in classes], dtype=np.int64)
    price = np.array([FEE_BASES.index(c.fee_basis) for c in classes], dtype=np.int64)
    return under[index], over[index], price[index]


# The published figures that care is drawn to: MEPS 2018, from data/meps_2018.yaml.


Floats = npt.NDArray[np.float64]


@cache
def data_file(name: str) -> dict[str, Any]:
    """`care/data/<name>.yaml` as a dictionary."""
    text = resources.files("cleanbill.care").joinpath("data", f"{name}.yaml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def published(table: str, rows: tuple[str, ...], columns: tuple[str, ...]) -> Floats:
    """A published table as (rows, columns) in the units it is printed in; NaN where nothing is printed."""
    cells = data_file("meps_2018")["tables"][table]
    place = [cells["columns"].index(column) for column in columns]
    blank = [None] * len(cells["columns"])
    return np.array([[cells["values"].get(row, blank)[at] for at in place] for row in rows], dtype=np.float64)


def figure(table: str, row: str, column: str) -> float:
    """One published figure."""
    return float(published(table, (row,), (column,))[0, 0])


ROUNDS = 100  # the fit is steady to the fourth figure after 40
ALL = ("all",)


@dataclass(frozen=True, slots=True)
class Expected:
    """Per person and year, each (cell, benefit): events, 2018 dollars allowed, share with any event."""

    events: Floats
    dollars: Floats
    users: Floats


@cache
def composition() -> Floats:
    """Thousands of people by age group, sex and cover class, SHAPE; sex is taken as independent of cover."""
    cover = np.nan_to_num(published("totPOP__agegrps__insurance", AGE_GROUPS, COVER_CLASSES))
    uninsured = published("totPOP__agegrps__insurance", ALL, COVER_CLASSES)[0, 2]
    cover[0, 2] = uninsured - cover[1:, 2].sum()  # not printed for 0-4: the rest of the total
    sex = published("totPOP__agegrps__sex", AGE_GROUPS, SEXES)
    shares: Floats = cover[:, None, :] * (sex / sex.sum(axis=1, keepdims=True))[:, :, None]
    return shares


@cache
def expected() -> Expected:
    """The fitted model, each array (CELLS, len(BENEFITS))."""
    people = composition()[..., None]
    by_age, by_cover = _dollars("agegrps", AGE_GROUPS), _dollars("insurance", COVER_CLASSES)
    dollars = _fit_dollars(people, by_age, by_cover)
    users = _fit_users(people)
    events = _fit_events(people, _events("agegrps", AGE_GROUPS, by_age), _events("insurance", COVER_CLASSES, by_cover))
    most = 0.995 * -np.expm1(-events)  # no spread of counts has more users than a Poisson one
    flat = (CELLS, len(BENEFITS))
    return Expected(events.reshape(flat), dollars.reshape(flat), np.minimum(users, most).reshape(flat))


def _dollars(by: str, groups: tuple[str, ...]) -> Floats:
    """Published dollars a person (group, benefit); what is not printed is the rest of the printed total."""
    printed = published(f"meanEXP0__event__{by}", BENEFITS, groups).T
    total = published(f"meanEXP0__event__{by}", ("any",), groups)[0]
    for (group, benefit), value in _unprinted("dollars", groups):
        printed[group, benefit] = value
    rest = total - np.nansum(printed, axis=1)
    return np.where(np.isnan(printed), rest[:, None], printed)


def _events(by: str, groups: tuple[str, ...], dollars: Floats) -> Floats:
    """Events a person (group, benefit): dollars a person over dollars an event, which is printed finer."""
    equipment = BENEFITS.index("equipment")
    rows = tuple(b for b in BENEFITS if b != "equipment")
    price = np.insert(published(f"meanEVT__event__{by}", rows, groups), equipment, np.nan, axis=0).T
    a_user = np.array([data_file("shape")["events_a_user"].get(b, np.nan) for b in BENEFITS])
    return np.where(np.isnan(price), _users(by, groups) * a_user, dollars / price)


def _users(by: str, groups: tuple[str, ...]) -> Floats:
    share = published(f"pctEXP__event__{by}", BENEFITS, groups).T / 100
    for (group, benefit), value in _unprinted("users", groups):
        share[group, benefit] = value
    return share


def _unprinted(what: str, groups: tuple[str, ...]) -> list[tuple[tuple[int, int], float]]:
    unprinted = data_file("shape")["unprinted"]
    return [
        ((groups.index(row["group"]), BENEFITS.index(row["benefit"])), row[what])
        for row in unprinted
        if row["group"] in groups
    ]


def _mean(rate: Floats, people: Floats, axes: tuple[int, ...]) -> Floats:
    weight = people.sum(axis=axes, keepdims=True)
    total = (rate * people).sum(axis=axes, keepdims=True)
    mean: Floats = np.divide(total, weight, out=np.ones_like(total), where=weight > 0)
    return mean


def _raked(rate: Floats, people: Floats, target: Floats, axes: tuple[int, ...]) -> Floats:
    """Rates scaled so that their mean over `axes` is `target`, where it is printed."""
    now = _mean(rate, people, axes)
    factor = np.where(np.isnan(target), 1.0, np.divide(target, now, out=np.ones_like(now), where=now > 0))
    return rate * factor


def _fit_dollars(people: Floats, by_age: Floats, by_cover: Floats) -> Floats:
    by_sex = published("meanEXP0__agegrps__sex", AGE_GROUPS, SEXES)[:, :, None]
    age_cover = published("meanEXP0__agegrps__insurance", AGE_GROUPS, COVER_CLASSES)[:, None, :]
    rate = np.broadcast_to(by_age[:, None, None, :], (*SHAPE, len(BENEFITS)))
    for _ in range(ROUNDS):
        rate = _raked(rate, people, by_age[:, None, None, :], (1, 2))
        rate = rate * (_raked(rate.sum(-1), people[..., 0], by_sex, (2,)) / rate.sum(-1))[..., None]
        rate = rate * (_raked(rate.sum(-1), people[..., 0], age_cover, (1,)) / rate.sum(-1))[..., None]
        rate = _raked(rate, people, by_cover[None, None], (0, 1))
    return rate


def _fit_events(people: Floats, by_age: Floats, by_cover: Floats) -> Floats:
    printed = published("avgEVT__agegrps__sex", AGE_GROUPS, SEXES)
    ratio = printed / published("avgEVT__agegrps__sex", AGE_GROUPS, ALL)
    by_sex = (ratio * by_age.sum(axis=1, keepdims=True))[:, :, None]
    rate = np.broadcast_to(by_age[:, None, None, :], (*SHAPE, len(BENEFITS)))
    for _ in range(ROUNDS):
        rate = rate * (_raked(rate.sum(-1), people[..., 0], by_sex, (2,)) / rate.sum(-1))[..., None]
        rate = _raked(rate, people, by_cover[None, None], (0, 1))
        rate = _raked(rate, people, by_age[:, None, None, :], (1, 2))
    return rate


def _fit_users(people: Floats) -> Floats:
    """Shares by raking users and non-users alike, so they stay between 0 and 1; sex by its odds of any use."""
    sex = published("pctEXP__agegrps__sex", AGE_GROUPS, SEXES) / 100
    by_age, by_cover = _users("agegrps", AGE_GROUPS), _users("insurance", COVER_CLASSES)
    odds = (sex / (1 - sex))[:, :, None, None] * np.ones((*SHAPE, len(BENEFITS)))
    share = odds / (1 + odds)
    for _ in range(ROUNDS):
        for target, axes in ((by_cover[None, None], (0, 1)), (by_age[:, None, None, :], (1, 2))):
            yes, no = _raked(share, people, target, axes), _raked(1 - share, people, 1 - target, axes)
            share = yes / (yes + no)
    return share
