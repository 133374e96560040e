"""Reads a user's scenario: a YAML file of levers, laid over those of law/single_payer/levers."""

from __future__ import annotations

from pathlib import Path

from cleanbill.core.tables import read_mapping
from cleanbill.financing.budget.scenario import Scenario, scenario


def read_scenario(path: Path) -> Scenario:
    """The scenario of a file such as "use: {elasticity_bp: -1000}"; BadInput with all that is wrong in it."""
    return scenario(read_mapping(path, "Write levers as name: {key: value}."), path.name)
