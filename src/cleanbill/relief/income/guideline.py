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


def with_guideline(accounts: ir.Table, day: date) -> ir.Table:
    """Accounts with `region`, and the region's `first_cents` for one person and `step_cents` for each further one."""
    placed = accounts.mutate(region=region_of(accounts))
    steps = {name: steps_cents(day, name) for name in REGIONS}
    first, step = (
        ibis.cases(
            *((placed.region == name, steps[name][part]) for name in STATES.values()), else_=steps[CONTIGUOUS][part]
        ).cast("int64")
        for part in (0, 1)
    )
    return placed.mutate(first_cents=first, step_cents=step)


def guideline_of(placed: ir.Table, size: ir.IntegerValue | int) -> ir.IntegerValue:
    """The guideline of a household of `size`, any from 1 up, cents a year."""
    return (placed.first_cents + (size - 1) * placed.step_cents).cast("int64")
