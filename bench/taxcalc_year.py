"""Run by bench.finance inside an environment of its own: one year of Tax-Calculator 6.8.0 on its Massachusetts records.

Prints a JSON line: units, and seconds of `calc_all` for the year after the one numba compiled in, the least of three.
"""

from __future__ import annotations

import json
import time
from importlib.resources import files

import pandas as pd
from taxcalc import Calculator, GrowFactors, Policy, Records

MASSACHUSETTS, FIRST, YEARS = 25, 2023, (2024, 2025, 2026)


def main() -> None:
    """Reads, compiles, and times what remains."""
    folder = files("taxcalc")
    units = pd.read_csv(str(folder / "cps.csv.gz"))
    weights = pd.read_csv(str(folder / "cps_weights.csv.gz"))
    here = units["fips"] == MASSACHUSETTS
    records = Records(
        data=units[here].reset_index(drop=True),
        start_year=Records.CPSCSV_YEAR,
        gfactors=GrowFactors(),
        weights=weights[here].reset_index(drop=True),
        adjust_ratios=None,
        exact_calculations=False,
        weights_scale=0.01,
    )
    calculator = Calculator(policy=Policy(), records=records, verbose=False)
    calculator.advance_to_year(FIRST)
    calculator.calc_all()
    took = []
    for year in YEARS:
        calculator.advance_to_year(year)
        start = time.perf_counter()
        calculator.calc_all()
        took.append(time.perf_counter() - start)
    print(json.dumps({"units": int(here.sum()), "seconds": min(took)}))


if __name__ == "__main__":
    main()
