"""Runs a study's own assumptions through the levers of any scenario and sets the result beside what it published."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbill.financing.budget import Budget, Measure, budget, warnings
from cleanbill.financing.budget.envelope import share_of
from cleanbill.financing.presets.preset import Preset, Published, preset, preset_names


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure beside ours."""

    published: Published
    ours: int

    @property
    def difference(self) -> int:
        """Ours less the published."""
        return self.ours - self.published.value

    @property
    def within(self) -> bool:
        """Whether ours is as near as the study's tolerance asks."""
        return abs(self.difference) <= self.published.tolerance


@dataclass(frozen=True, slots=True)
class Replay:
    """A study replayed: each published figure and ours, and where it leaves the range of other studies."""

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
    ours = measured(made, run.existing_taxes_cents)
    figures = tuple(Figure(figure, ours[figure.measure]) for figure in run.published)
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
    before, saved = result.before_cents, -sum(min(each.cents, 0) for each in result.contributions)
    public = made.revenue_of("federal") + made.revenue_of("state")
    needs = made.uses_cents + made.reserve_cents
    new_taxes = needs - public
    ours = {
        "after_cents": result.after_cents,
        "net_cents": result.net_cents,
        "savings_cents": saved,
        "added_cents": sum(max(each.cents, 0) for each in result.contributions),
        "administration_after_cents": sum(result.inside["administration"].values()),
        "new_taxes_cents": new_taxes,
        "federal_more_cents": needs - made.revenue_of("federal"),
    }
    ours |= {f"{each.lever}_cents": each.cents for each in result.contributions}
    ours |= {name.replace("_cents", "_bp"): share_of(cents, before) for name, cents in ours.items()}
    if existing_taxes_cents:
        ours["tax_rise_bp"] = share_of(new_taxes, existing_taxes_cents)
    return ours
