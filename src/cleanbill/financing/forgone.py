"""Care not had because of its cost: by published survey shares and by the demand response, side by side, never added.

Today and with nothing due, by income and cover; and what studies found of the harm, in their words' sense.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from cleanbill.care import BENEFITS
from cleanbill.care.generator import COVER_CLASSES, PLAN_CLASSES, cell_numbers, expected, published
from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import WHOLE_BP
from cleanbill.law import parameter
from cleanbill.people import Floats, Ints
from cleanbill.people.population import HUNDREDTHS, PLANS, Population

# How use of care answers to its price: a straight line from free care to the dearest plan of the RAND experiment.
#
# The elasticity is the arc between the two ends. The arc formula taken from today's price itself
# to nothing would give the same rise whatever the price, which the experiment's 25 % plan denies.


Number = TypeVar("Number", Fraction, Floats)
LAW, DAY = "us/forgone_response", date(2026, 1, 1)


@cache
def dearest() -> Fraction:
    """The patient's share of the price in the experiment's dearest plan."""
    return Fraction(parameter(LAW).at(DAY)["arc_share_bp"], WHOLE_BP)


def use_at(share: Number, elasticity: Number) -> Number:
    """Use where patients pay this share (0 to 1) of the price, over use with nothing due; elasticities are 0 or less.

    With e the elasticity without its sign, use in the dearest plan is (1 - e) / (1 + e) of free use.
    """
    dear = dearest()
    end = dear if isinstance(share, Fraction) else float(dear)
    return 1 + 2 * elasticity / (1 - elasticity) / end * share


# Visits and people missing, by the demand response: what would be used with nothing due, less what is used.
#
# How use answers to the price is in `use_at`. Events are MEPS 2018's by age,
# sex and cover. What lack of cover does beyond price is not counted.


FILLS = BENEFITS.index("drugs")
VISITS = [BENEFITS.index(kind) for kind in BENEFITS if kind not in ("drugs", "equipment")]


@dataclass(frozen=True, slots=True)
class Missed:
    """Care of a year that would be had with nothing due, and is not had today, at one elasticity."""

    arc_bp: int  # arc elasticity between free care and 95 % of the price
    people_at_most: int  # with at least one more visit or fill, if these came evenly; in truth fewer have more each
    visits: int  # to doctors, dentists, hospitals and at home, stays too
    fills: int  # of prescriptions


def more_use(patient_share: Floats, arc_bp: int) -> Floats:
    """Growth of use as the patient's share of the price (0 to 1, above it 1) falls to nothing."""
    paid = np.minimum(patient_share, 1.0)
    return np.asarray(1 / use_at(paid, np.asarray(arc_bp / WHOLE_BP)) - 1)


def shares_by_cover(population: Population, out_of_pocket: Ints, spending: Ints) -> Floats:
    """The patient's share of the price, (people, kinds of care): a cover's own on average, by kind as in MEPS 2018.

    `out_of_pocket` and `spending` are cents by person, or (people, draws). An average: the share
    due on the next visit is higher under a deductible and nothing past the limit.
    """
    weight = population.weight
    paid, whole = (
        np.bincount(population.cover, weight * cents.reshape(len(weight), -1).mean(axis=1), len(PLANS))
        for cents in (np.asarray(out_of_pocket), np.asarray(spending))
    )
    by_cover = np.divide(paid, whole, out=np.zeros(len(PLANS)), where=whole > 0)
    printed = published("meanEXP0__event__sop", ("any", *BENEFITS), ("all", "out_of_pocket"))
    share = printed[:, 1] / printed[:, 0]
    return np.asarray(np.minimum(by_cover[population.cover][:, None] * (share[1:] / share[0])[None, :], 1.0))


def patient_shares(out_of_pocket: Ints, allowed: Ints) -> Floats:
    """The patient's share of the price, 0 to 1, where a person's cents are known by kind, both (people, BENEFITS)."""
    share = np.divide(out_of_pocket, allowed, out=np.zeros(np.shape(allowed)), where=np.asarray(allowed) > 0)
    return np.asarray(np.clip(share, 0.0, 1.0))


def events(population: Population) -> Floats:
    """Events a person has in a year today, (people, kinds of care)."""
    classes = [PLAN_CLASSES[plan] for plan in PLANS]
    under = np.array([COVER_CLASSES.index(cover_class.under_65) for cover_class in classes])[population.cover]
    over = np.array([COVER_CLASSES.index(cover_class.from_65) for cover_class in classes])[population.cover]
    rates: Floats = expected().events[cell_numbers(population.age, population.woman, under, over)]
    return rates


def missed(weight: Ints, more: Floats, arc_bp: int) -> Missed:
    """Sums `more` events, (people, kinds of care), over people who stand for `weight` hundredths."""
    some = -np.expm1(-more[:, [*VISITS, FILLS]].sum(axis=1))
    return Missed(
        arc_bp=arc_bp,
        people_at_most=count(weight, some),
        visits=count(weight, more[:, VISITS].sum(axis=1)),
        fills=count(weight, more[:, FILLS]),
    )


def count(weight: Ints, number: npt.NDArray[np.float64]) -> int:
    """What people stand for, in whole units."""
    return round(float((weight * number).sum()) / HUNDREDTHS)


# Who goes without care because of cost, by survey shares.
#
# By family income as American adults do (law/us/care_skipped), a line in the
# logarithm of income between its two bands; scaled so that people with private cover
# come to the count for Massachusetts, those with public cover to the share of all
# insured (law/states/ma/care_forgone), the uninsured to the American share.


PRIVATE = [PLANS.index(plan) for plan in PLANS if PLAN_CLASSES[plan].fee_basis == "commercial"]
UNINSURED = PLANS.index("none")


def went_without(population: Population, year: int) -> Floats:
    """The chance, by person, of going without some care because of cost in a year with a count, as 2021 and 2023."""
    count = parameter("states/ma/care_forgone").at(date(year, 12, 31))["private_people"]
    if count is None:
        raise CleanbillError(
            f"No count of people with private cover who went without care is known for {year}, so shares by income "
            "cannot be brought to Massachusetts. Take 2021 or a later year."
        )
    skipped = parameter("us/care_skipped").at(date(2023, 1, 1))
    family_income = np.bincount(population.family, population.income)[population.family]
    shape = share_by_income(family_income, skipped)
    bare, private = population.cover == UNINSURED, np.isin(population.cover, PRIVATE)
    public = ~private & ~bare
    unmet = parameter("states/ma/care_forgone").at(date(2017, 12, 31))["unmet_bp"]
    people = population.weight / HUNDREDTHS
    wanted = [
        (private, float(count)),
        (public, float(people[public].sum()) * unmet / WHOLE_BP),
        (bare, float(people[bare].sum()) * skipped["uninsured_bp"] / WHOLE_BP),
    ]
    chance = np.zeros(len(population))
    for group, number in wanted:
        of_shape = float((people * shape)[group].sum())
        chance[group] = shape[group] * (number / of_shape if of_shape else 0.0)
    return np.minimum(chance, 1.0)


def share_by_income(income: Ints | Floats, skipped: dict[str, Any]) -> Floats:
    """The American share at a family income in cents: flat outside the two bands, between them straight in its log."""
    low, high = skipped["low"], skipped["high"]
    at = np.log(np.maximum(income, 1.0))
    ends = np.log([low["below_cents"], high["from_cents"]])
    share: Floats = np.interp(at, ends, [low["share_bp"] / WHOLE_BP, high["share_bp"] / WHOLE_BP])
    return share


# Care forgone by income and cover, today and with nothing due: two methods beside each other, in plain rows.
#
# The survey counts people who say that cost kept them from care; the response works
# out care not used because something is due. They measure different things: never add them.


@dataclass(frozen=True, slots=True)
class ForgoneGroup:
    """A group of residents: people going without by the survey, and what the response says is not had."""

    by: str  # all, income or cover
    group: str
    people: int
    survey_people: int  # today, going without some care because of cost
    survey_bp: int
    still_people: tuple[int, ...]  # of them with nothing due: low, middle and high assumption
    response: tuple[Missed, ...]  # by elasticity: today's gap; with nothing due it is none by construction


@dataclass(frozen=True, slots=True)
class ForgoneKind:
    """A kind of care: events of a year today and events not had, by elasticity."""

    kind: str
    today: int
    missed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ForgoneCheck:
    """A published share beside the survey method's."""

    what: str
    model_bp: int
    published_bp: int
    note: str


@dataclass(frozen=True, slots=True)
class Forgone:
    """All rows of a year; `arcs_bp` is the order of the elasticities."""

    year: int
    arcs_bp: tuple[int, ...]
    groups: tuple[ForgoneGroup, ...]
    kinds: tuple[ForgoneKind, ...]
    checks: tuple[ForgoneCheck, ...]


def forgone(population: Population, patient_share: Floats, survey_year: int | None = None) -> Forgone:
    """Care forgone of the population's year.

    `patient_share`: of the price, 0 to 1, today; (people, kinds of care in the order of BENEFITS) or (people, 1),
    as from `patient_shares` or `shares_by_cover`. `survey_year`: of the count of people, the population's own where
    None. CleanbillError where no count is known.
    """
    day = date(population.year, 1, 1)
    rule = parameter("us/forgone_response").at(day)
    without = went_without(population, survey_year or population.year)
    today = events(population)
    more = [today * more_use(patient_share, arc) for arc in rule["arcs_bp"]]
    groups = tuple(_row(population.weight * mask, names, without, more, rule) for names, mask in _masks(population))
    kinds = tuple(
        ForgoneKind(
            kind,
            count(population.weight, today[:, at]),
            tuple(count(population.weight, missing[:, at]) for missing in more),
        )
        for at, kind in enumerate(BENEFITS)
    )
    return Forgone(population.year, tuple(rule["arcs_bp"]), groups, kinds, _checks(population, without))


def _masks(population: Population) -> list[tuple[tuple[str, str], npt.NDArray[np.bool_]]]:
    bands = parameter("states/ma/medical_debt_survey").at(date(2019, 1, 1))["by_fpl"]
    limits = [band["up_to_fpl_bp"] for band in bands]
    place = np.searchsorted(limits[:-1], population.fpl_bp)
    rows = [(("all", "all"), np.ones(len(population), bool))]
    for at, high in enumerate(limits):
        low = limits[at - 1] // 100 + 1 if at else 0
        name = f"{low}+ % FPL" if high is None else f"{low}-{high // 100} % FPL"
        rows.append((("income", name), place == at))
    return rows + [(("cover", plan), population.cover == at) for at, plan in enumerate(PLANS)]


def _row(
    weight: Ints, names: tuple[str, str], without: Floats, more: list[Floats], rule: dict[str, Any]
) -> ForgoneGroup:
    people, going = count(weight, np.ones(len(weight))), count(weight, without)
    return ForgoneGroup(
        by=names[0],
        group=names[1],
        people=people,
        survey_people=going,
        survey_bp=round(going * WHOLE_BP / people) if people else 0,
        still_people=tuple(round(going * still / WHOLE_BP) for still in rule["still_bp"]),
        response=tuple(missed(weight, missing, arc) for missing, arc in zip(more, rule["arcs_bp"], strict=True)),
    )


def _checks(population: Population, without: Floats) -> tuple[ForgoneCheck, ...]:
    published = parameter("states/ma/care_forgone")
    insured = np.where(population.cover == UNINSURED, 0, population.weight)
    of_insured = round(float((insured * without).sum() / max(insured.sum(), 1)) * WHOLE_BP)
    of_all = round(float((population.weight * without).sum() / population.weight.sum()) * WHOLE_BP)
    return (
        ForgoneCheck(
            "insured people with an unmet need because of cost",
            of_insured,
            published.at(date(2017, 1, 1))["unmet_bp"],
            "published: 2017; solved for: people with private cover to their count, with public cover to this share",
        ),
        ForgoneCheck(
            "residents with any problem of affording care",
            of_all,
            published.at(date(2023, 1, 1))["affordability_bp"],
            "published: 2023, a wider question, debt and bills too: the model must stay below it",
        ),
    )


# What is known of the harm of going without care, as each study put it; nothing here enters a sum.


@dataclass(frozen=True, slots=True)
class Harm:
    """One study: what kind it is, what it found, what it does not show, and where it can be read."""

    study: str
    kind: str
    found: str
    not_shown: str
    link: str


def harm(day: date) -> tuple[Harm, ...]:
    """The studies on record on a day; law/us/harm_of_forgone_care."""
    entries = parameter("us/harm_of_forgone_care").at(day)
    return tuple(Harm(**{name: " ".join(str(text).split()) for name, text in entry.items()}) for entry in entries)
