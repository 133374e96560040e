"""Reads a user's scenario: a YAML file of levers, laid over those of law/single_payer/levers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

from cleanbill.core.errors import BadInput
from cleanbill.core.findings import Finding
from cleanbill.financing.budget.scenario import Scenario, scenario


def read_scenario(path: Path) -> Scenario:
    """The scenario of a file such as "use: {elasticity_bp: -1000}"; BadInput with all that is wrong in it."""
    try:
        levers = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput([Finding(path.name, None, None, f"cannot be read: {error}", "Name a YAML file.")]) from None
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        row = where.line + 1 if where else None
        raise BadInput([Finding(path.name, row, None, "is not YAML", "Write levers as name: {key: value}.")]) from None
    if not isinstance(levers, Mapping | None):
        raise BadInput([Finding(path.name, None, None, "holds no levers", "Write levers as name: {key: value}.")])
    return scenario(levers, path.name)
