"""An account's income as a share of the poverty guideline, in the region where the person lives.

Alaska and Hawaii have guidelines of their own (law/us/poverty_guideline).
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from cleanbill.people import steps_cents

CONTIGUOUS = "contiguous"
STATES = {"AK": "alaska", "HI": "hawaii"}
COUNTIES = {"02": "alaska", "15": "hawaii"}  # first two digits of a county's FIPS code
REGIONS = (CONTIGUOUS, *STATES.values())


def region_of(accounts: ir.Table) -> ir.StringValue:
    """The guideline's region, by the state, else the county; contiguous where neither is known."""
    by_county = accounts.county_fips.substr(0, 2)
    return ibis.cases(
        *((accounts.state == state, region) for state, region in STATES.items()),
        (accounts.state.notnull(), CONTIGUOUS),
        *((by_county == code, region) for code, region in COUNTIES.items()),
        else_=CONTIGUOUS,
    )


def guideline_of(size: ir.IntegerValue | int, region: ir.StringValue, day: date) -> ir.IntegerValue:
    """The guideline of a household of `size`, any from 1 up, cents a year."""
    steps = {name: steps_cents(day, name) for name in REGIONS}
    cents = {name: first + (size - 1) * step for name, (first, step) in steps.items()}
    return ibis.cases(*((region == name, cents[name]) for name in STATES.values()), else_=cents[CONTIGUOUS]).cast(
        "int64"
    )
