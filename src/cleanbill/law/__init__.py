"""Dated parameters by authority, each with its unit, source and words.

`parameter("us/poverty_guideline").at(day)` is what held on that day. A file
whose `status` is `assumption` is a choice of ours that a user may change. To
call the package is to ask for a parameter, so that it is a public door too:

>>> import cleanbill as cb
>>> cb.law("us/debt_price").at("2026-01-01")
100
"""

import sys
from types import ModuleType

from cleanbill.law.parameters import (
    REFERENCE,
    REFERENCES,
    Parameter,
    Reference,
    Status,
    all_parameters,
    as_day,
    parameter,
    parameters_of,
)

__all__ = [
    "REFERENCE",
    "REFERENCES",
    "Law",
    "Parameter",
    "Reference",
    "Status",
    "all_parameters",
    "as_day",
    "parameter",
    "parameters_of",
]


class Law(ModuleType):
    """The package `cleanbill.law`: a public name and a package, `law`, stand at the same place."""

    all_parameters = staticmethod(all_parameters)
    as_day = staticmethod(as_day)
    parameter = staticmethod(parameter)
    parameters_of = staticmethod(parameters_of)

    def __call__(self, path: str) -> Parameter:
        """The parameter in `law/<path>.yaml`, as "us/poverty_guideline"; CleanbillError where there is none."""
        return parameter(path)


sys.modules[__name__].__class__ = Law
