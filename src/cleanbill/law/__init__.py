"""Dated parameters by authority, each with its unit, source and words.

`parameter("us/poverty_guideline").at(day)` is what held on that day. A file
whose `status` is `assumption` is a choice of ours that a user may change.
"""

from cleanbill.law.parameter import Parameter, all_parameters, parameter
from cleanbill.law.registry import parameters_of

__all__ = ["Parameter", "all_parameters", "parameter", "parameters_of"]
