"""The kind of care of a line, from its codes, by the rules of data/benefit.yaml.

In: form, place of service or type of bill, the service's own code, and
whether the claim has an emergency-room revenue code. Out: benefit and the
rule that decided, or None where no rule fits.
"""

from __future__ import annotations

from functools import cache, lru_cache

from cleanbill.care.meps import data_file

OUTPATIENT, EMERGENCY = "outpatient", "emergency"


@lru_cache(1 << 16)
def benefit(institution: bool, place: str, code: str, emergency_room: bool) -> tuple[str, str] | None:
    """(benefit, rule). `place` is a place of service, or a type of bill's first two digits for an institution."""
    rules = data_file("benefit")
    for length in range(min(_longest(), len(code)), 0, -1):
        if code[:length] in rules["code_begins"]:
            return rules["code_begins"][code[:length]], f"code begins {code[:length]}"
    kind = "bill_type" if institution else "place_of_service"
    found: str | None = rules[kind].get(place)
    if found is None:
        return None
    if institution and emergency_room and found == OUTPATIENT:
        return EMERGENCY, "emergency room revenue code"
    return found, f"{kind.replace('_', ' ')} {place}"


def is_emergency_room(revenue_code: str) -> bool:
    """Whether a revenue code is the emergency room's."""
    return revenue_code.startswith(tuple(data_file("benefit")["emergency_revenue_begins"]))


@cache
def _longest() -> int:
    return max(map(len, data_file("benefit")["code_begins"]))
