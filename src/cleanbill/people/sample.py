"""The embedded survey: 4,365 Massachusetts tax units of the CPS, columns as arrays.

Its provenance, with every column's unit, stands beside it in
`data/cps_massachusetts.yaml`; `scripts/extract_residents.py` makes both.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

import numpy as np
import pyarrow.parquet as pq

from cleanbill.people.chance import Ints

Units = Mapping[str, Ints]


@cache
def tax_units() -> Units:
    """Column name -> int64 array, one value a tax unit, plus `house`: 0, 1, ... by household.

    Units stand in order of household; dollars and ages are as surveyed.
    """
    file = resources.files("cleanbill.people").joinpath("data/cps_massachusetts.parquet")
    with file.open("rb") as opened:
        table = pq.read_table(opened)
    units = {name: table[name].to_numpy().astype(np.int64) for name in table.column_names}
    changed = (np.diff(units["survey_year"]) != 0) | (np.diff(units["household"]) != 0)
    units["house"] = np.concatenate([[0], np.cumsum(changed)])
    return units
