"""Dated parameters by authority, each with its unit, source and words.

`parameter("us/poverty_guideline").at(day)` is what held on that day. A file
whose `status` is `assumption` is a choice of ours that a user may change.
"""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.law.parameters import Parameter, Reference, Status, all_parameters, parameter, parameters_of
else:
    __getattr__, __dir__ = lazy_door(__name__)
