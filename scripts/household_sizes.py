"""Works out law/us/household_size from the survey file in PyPI's taxcalc 6.8.0, and prints its values.

In: cps.csv.gz and cps_weights.csv.gz of that package (CC0), all states. A household is weighed by its tax units'
mean weight, and for the household of an adult by its adults. Run it as

    python scripts/household_sizes.py              # fetches the package with pip
    python scripts/household_sizes.py FOLDER       # a folder that holds the two files
"""

from __future__ import annotations

import sys
import tempfile
from math import log
from pathlib import Path
from statistics import NormalDist

import numpy as np
from extract_residents import WEIGHT, check, fetch
from pyarrow import csv

LARGEST = 8  # stands for it and more
INCOMES = (
    "e00200", "e00900", "e02100", "e00300", "e00400", "e00600", "e00800", "e01100", "e01400", "e01500", "e02300",
    "e02400", "ssi_ben", "tanf_ben", "vet_ben",
)  # fmt: skip


def quantile(values: np.ndarray, weights: np.ndarray, share: float) -> float:
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, share * reached[-1])])


def spread(values: np.ndarray, weights: np.ndarray) -> float:
    """Standard deviation of the logarithm of a lognormal through the 20th and 80th hundredth."""
    ratio = quantile(values, weights, 0.8) / quantile(values, weights, 0.2)
    return log(ratio) / (2 * NormalDist().inv_cdf(0.8))


def main(folder: Path) -> None:
    check(folder)
    survey = csv.read_csv(folder / "cps.csv.gz")
    weight = csv.read_csv(folder / "cps_weights.csv.gz").column(WEIGHT).to_numpy()
    _, house = np.unique(
        survey["FLPDYR"].to_numpy().astype(np.int64) * 10**7 + survey["h_seq"].to_numpy(), return_inverse=True
    )
    total = {name: np.bincount(house, weights=survey[name].to_numpy()) for name in ("XTOT", "n1820", "n21", *INCOMES)}
    income = sum(total[name] for name in INCOMES)
    households = np.bincount(house, weights=weight) / np.bincount(house)
    adults = households * (total["n1820"] + total["n21"])
    median, whole = quantile(income, households, 0.5), spread(income, households)
    print(f"spread_bp: {whole * 10_000:.0f}")
    for size in range(1, LARGEST + 1):
        here = total["XTOT"] == size if size < LARGEST else total["XTOT"] >= size
        share = adults[here].sum() / adults.sum()
        middle = quantile(income[here], adults[here], 0.5) / median
        told = (share, middle, spread(income[here], adults[here]) / whole)
        print(
            f"{size}: {{share_bp: {told[0] * 1e4:.0f}, income_bp: {told[1] * 1e4:.0f}, spread_bp: {told[2] * 1e4:.0f}}}"
        )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as scratch:
            fetch(Path(scratch))
            main(Path(scratch))
