"""A mixed-integer model, built column by column and row by row, and solved by HiGHS (the library highspy).

Deterministic: one thread, a fixed seed, and columns in the order they were added.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np
from highspy._core import _Highs

from cleanbill.core.errors import CleanbillError

OPTIONS = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 1,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 1e-7,
    "mip_feasibility_tolerance": 1e-9,  # a column is whole to this: of a price of a million dollars a tenth of a cent
}


@dataclass(slots=True)
class Model:
    """Maximises the sum of worth x column within rows; columns from 0 to `most`."""

    worth: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    index: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)

    def column(self, worth: float, most: float, *, whole: bool = False) -> int:
        """Adds a column and returns its place."""
        self.worth.append(worth)
        self.most.append(most)
        self.whole.append(whole)
        return len(self.worth) - 1

    def row(self, terms: dict[int, float], low: float, high: float) -> None:
        """Adds low <= sum of value x column <= high."""
        self.index += terms.keys()
        self.value += terms.values()
        self.starts.append(len(self.index))
        self.low.append(low)
        self.high.append(high)

    def solved(self, *, seconds: float | None = None) -> tuple[list[float], float]:
        """The columns, and a bound that no choice can pass. CleanbillError where there is no solution."""
        solver: Any = _Highs()  # the wrapper of it, highspy.Highs, prints a banner into what a command prints
        for name, option in OPTIONS.items():
            solver.setOptionValue(name, option)
        if seconds is not None:
            solver.setOptionValue("time_limit", seconds)
        solver.passModel(self._lp())
        solver.run()
        info, solution = solver.getInfo(), solver.getSolution()
        if not solution.value_valid:
            raise CleanbillError(f"No choice was found: {solver.modelStatusToString(solver.getModelStatus())}.")
        bound = info.mip_dual_bound if any(self.whole) else info.objective_function_value
        return list(solution.col_value), float(bound)

    def _lp(self) -> highspy.HighsLp:
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.worth), len(self.low)
        lp.sense_ = highspy.ObjSense.kMaximize
        lp.col_cost_, lp.col_lower_ = np.array(self.worth), np.zeros(len(self.worth))
        lp.col_upper_, lp.row_lower_ = np.array(self.most), np.array(self.low)
        lp.row_upper_ = np.array(self.high)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_ = np.array(self.starts), np.array(self.index, dtype=np.int64)
        lp.a_matrix_.value_ = np.array(self.value)
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[whole] for whole in self.whole]
        return lp
