"""Works out at which scale each year's population meets the state's accounts, for households that are asked alone.

In: the populations of 2023 to 2030. Out: data/state_scale.yaml of
financing/spending. Run it again when the population, the accounts or the
settled years change:

    python -m scripts.scale_spending
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml

from cleanbill.financing.spending import scale_to_state
from cleanbill.people.population import population

OUT = Path(__file__).parents[1] / "src/cleanbill/financing/spending/data/state_scale.yaml"
YEARS = range(2023, 2031)
MADE = date(2026, 11, 24)
DIGITS = 6


def main() -> None:
    years = {}
    for year in YEARS:
        scale = scale_to_state(population(year))
        years[year] = {
            part: {name: round(value, DIGITS) for name, value in getattr(scale, part).items()}
            for part in ("cover", "service")
        }
    told = {
        "title": "What the survey's spending is multiplied by to meet the state's accounts, by year",
        "source": "scale_to_state of the population of each year, by scripts/scale_spending.py",
        "made_by": "scripts/scale_spending.py",
        "read": MADE,
        "unit": "times the survey's dollars of the year",
        "years": years,
    }
    OUT.write_text(yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=110), "utf-8")


if __name__ == "__main__":
    main()
