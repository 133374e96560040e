"""Prices as one would write them in plain Python: a dictionary for each table, a loop over lines.

For lines of `big_lines`, stays left out. The rules are those of CMS that its
codes need: components, facility, both sides, and procedures by rank in a session.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from cleanbill import law
from cleanbill.care.fees import Schedules

Line = dict[str, Any]
HALF = 5_000
TABLES = {"DENTAL": "dental", "NDC": "drugs"}
INSTITUTIONAL = ("outpatient", "emergency", "inpatient")
PROFESSIONAL = ("dmepos",)


class Prices:
    """The schedules as dictionaries; `at` is the site of each provider."""

    def __init__(self, held: Schedules, places: Iterable[Mapping[str, Any]], day: Any) -> None:
        self.rvu = {(row["code"], row["component"]): row for row in held.rvu.to_pyarrow().to_pylist()}
        self.gpci = {(row["carrier"], row["locality"]): row for row in held.gpci.to_pyarrow().to_pylist()}
        self.fee = {(row["schedule"], row["code"]): row["amount_e4"] for row in held.fee.to_pyarrow().to_pylist()}
        self.at = {row["provider_id"]: (row["carrier"], row["locality"]) for row in places}
        self.factor = law.parameter("us/physician_conversion_factor").at(day)
        self.facility = set(law.parameter("us/facility_places").at(day))
        self.both_sides = law.parameter("us/physician_modifiers").at(day)["bilateral_bp"]
        self.ranks = law.parameter("us/multiple_procedures").at(day)["rates_bp"]["2"]

    def price(self, lines: Iterable[Line]) -> None:
        """Sets `fee_cents` of each line, None where it has no price."""
        sessions = defaultdict(list)
        for line in lines:
            line["fee_cents"] = None
            institutional = line["benefit"] in INSTITUTIONAL
            if line["code_system"] == "HCPCS" and not institutional and line["code"].startswith("P"):
                self._professional(line, sessions)
            else:
                line["fee_cents"] = self._by_table(line, institutional)
        for session in sessions.values():
            self._by_rank(session)

    def _by_table(self, line: Line, institutional: bool) -> int | None:
        schedule = TABLES.get(line["code_system"])
        if line["code_system"] == "HCPCS":
            schedule = "opps" if institutional else PROFESSIONAL[0]
        amount = self.fee.get((schedule, line["code"]))
        return None if amount is None or line["units"] < 1 else (amount * line["units"] + 50) // 100 or None

    def _professional(self, line: Line, sessions: dict[Any, list[tuple[int, Line]]]) -> None:
        words = line["modifiers"].split()
        part = next((word for word in ("26", "TC") if word in words), "")
        row, index = self.rvu.get((line["code"], part)), self.gpci[self.at[line["provider_id"]]]
        if row is None or row["status"] != "A":
            return
        expense = row["facility_pe_e2"] if line["place_of_service"] in self.facility else row["pe_e2"]
        adjusted = row["work_e2"] * index["work_e3"] + expense * index["pe_e3"] + row["mp_e2"] * index["mp_e3"]
        amount = (adjusted * self.factor + 5_000_000) // 10_000_000
        if "50" in words:
            amount = (amount * self.both_sides[row["bilateral"]] + HALF) // 10_000
        if row["multiple"] == "2":
            sessions[line["provider_id"], line["person_id"], line["service_date"]].append((amount, line))
        else:
            line["fee_cents"] = amount * line["units"]

    def _by_rank(self, session: list[tuple[int, Line]]) -> None:
        before = 0
        for amount, line in sorted(session, key=lambda one: (-one[0], one[1]["claim_id"], one[1]["line"])):
            ranks = range(before, before + line["units"])
            before += line["units"]
            if ranks.stop <= len(self.ranks):
                line["fee_cents"] = sum((amount * self.ranks[rank] + HALF) // 10_000 for rank in ranks)
