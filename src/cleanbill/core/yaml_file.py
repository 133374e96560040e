"""Reads a YAML file that a person wrote, or says what keeps it from being read."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

from cleanbill.core.errors import BadInput
from cleanbill.core.findings import Finding


def read_yaml(file: Path | Traversable, remedy: str) -> Any:
    """What the file holds. Raises BadInput with what is wrong, and `remedy`: how such a file is written."""
    try:
        return yaml.safe_load(file.read_text("utf-8"))
    except OSError as error:
        problem = f"cannot be read: {(error.strerror or 'refused').lower()}"
    except UnicodeDecodeError:
        problem = "is not text in UTF-8"
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        problem = f"line {mark.line + 1 if mark else 1} is not YAML: {error.problem}"
    except (yaml.YAMLError, ValueError):  # ValueError: a date such as 2026-02-30
        problem = "is not YAML"
    raise BadInput([Finding(file.name, None, None, problem, remedy)])


def read_mapping(file: Path | Traversable, remedy: str) -> dict[str, Any]:
    """The names and values of a file. Raises BadInput where it holds anything else."""
    held = read_yaml(file, remedy)
    if not isinstance(held, dict):
        raise BadInput([Finding(file.name, None, None, "does not hold names and their values", remedy)])
    return held
