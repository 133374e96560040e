"""What may befall a household: a birth, an accident, diabetes, a lost job, retirement, a move to another employer.

In: members. Out: the same household after it, for `household`. Law: us/what_ifs,
us/plan_terms: the patient's part of added care follows from the plan, not from a flat share.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from cleanbill.core.money import share_bp
from cleanbill.core.schema import Faults
from cleanbill.financing.households.household_model import OUT_OF_POCKET, fpl_of, holds, policy_holders
from cleanbill.financing.households.persons import EMPLOYERS, Member, check
from cleanbill.financing.households.todays_taxes import in_force

LAW, TERMS = "us/what_ifs", "us/plan_terms"


def what_ifs() -> dict[str, str]:
    """What can be asked, and what each is in words."""
    return {name: str(terms["says"]) for name, terms in in_force(LAW, 2026).items()}


def what_if(members: Sequence[Member], event: str, *, who: int = 0, year: int = 2026) -> tuple[Member, ...]:
    """The household where `event` befalls its member number `who`, from 0. BadInput for another event or member."""
    check(members)
    faults = Faults("what if")
    faults.one_of("event", event, tuple(EVENTS))
    faults.whole("who", who, len(members) - 1, "the place of a member, from 0")
    faults.stop_if_any()
    return EVENTS[event](tuple(members), who, year)


def patient_part(cover: str, care_cents: int, paid_cents: int, year: int) -> int:
    """What the plan leaves of `care_cents` to a person who has paid `paid_cents` already: deductible, share, limit."""
    terms = in_force(TERMS, year)[cover]
    deductible = min(care_cents, max(terms["deductible_cents"] - paid_cents, 0))
    asked = deductible + share_bp(care_cents - deductible, terms["coinsurance_bp"])
    limit = terms["limit_cents"]
    return int(asked) if limit is None else min(int(asked), max(limit - paid_cents, 0))


def _more_care(event: str) -> Callable[[tuple[Member, ...], int, int], tuple[Member, ...]]:
    def befall(members: tuple[Member, ...], who: int, year: int) -> tuple[Member, ...]:
        law = in_force(LAW, year)[event]
        trend, then = in_force("us/spending_trend", year), in_force("us/spending_trend", max(law["in_year"], 2018))
        care = (2 * law["extra_cents"] * trend + then) // (2 * then)
        member = members[who]
        paid = _paid(member, year)
        return _with(members, who, replace(member, out_of_pocket=paid + patient_part(member.cover, care, paid, year)))

    return befall


def _birth(members: tuple[Member, ...], who: int, year: int) -> tuple[Member, ...]:
    """The mother's care, and a child on her return and under her cover."""
    mother = members[who]
    child = Member(age=0, role="dependent", cover=mother.cover, unit=mother.unit, holds_policy=False)
    return (*_more_care("birth")(members, who, year), child)


def _lost_job(members: tuple[Member, ...], who: int, year: int) -> tuple[Member, ...]:
    """No wages, benefit for some weeks; all who were on this worker's policy get cover by income."""
    law, member = in_force(LAW, year)["lost_job"], members[who]
    weekly = min(share_bp(member.wages // 52, law["benefit_bp"]), law["most_weekly_cents"])
    holder = holds(member, policy_holders(members)) and len(policy_holders(members)) == 1
    out = replace(
        member, wages=0, employees=None, holds_policy=None, employer_premium=None, employee_premium=None,
        unemployment=member.unemployment + weekly * law["weeks"],
    )  # fmt: skip
    members = _with(members, who, out)
    if not holder:
        return members
    return tuple(_by_income(other, members, year) if other.cover in EMPLOYERS else other for other in members)


def _by_income(member: Member, members: Sequence[Member], year: int) -> Member:
    """MassHealth or ConnectorCare within their limits (states/ma/cover_limits), else none."""
    law = in_force("states/ma/cover_limits", year)
    child = member.age < in_force(LAW, year)["lost_job"]["child_below"]
    level = fpl_of([other for other in members if other.unit == member.unit], year)
    if level <= (law["child"] if child else law["adult"]):
        return replace(member, cover="masshealth", holds_policy=None, out_of_pocket=None)
    cover = "connectorcare" if level <= law["connectorcare"][1] else "none"
    return replace(member, cover=cover, holds_policy=None, out_of_pocket=None)


def _retirement(members: tuple[Member, ...], who: int, year: int) -> tuple[Member, ...]:
    """Social Security and a pension in the place of wages, under Medicare with a supplement."""
    law, member = in_force(LAW, year)["retirement"], members[who]
    holder = holds(member, policy_holders(members)) and len(policy_holders(members)) == 1
    retired = replace(
        member,
        age=max(member.age, law["from_age"]),
        cover="medicare-supplement",
        wages=0,
        employees=None,
        holds_policy=None,
        employer_premium=None,
        employee_premium=None,
        out_of_pocket=None,
        social_security=max(
            member.social_security, min(share_bp(member.wages, law["social_security_bp"]), law["most_cents"])
        ),
        pensions=member.pensions + share_bp(member.wages, law["pension_bp"]),
    )
    members = _with(members, who, retired)
    if not holder:
        return members
    return tuple(_by_income(other, members, year) if other.cover in EMPLOYERS else other for other in members)


def _move(members: tuple[Member, ...], who: int, year: int) -> tuple[Member, ...]:
    """Each who is on an employer's plan pays up to another deductible, as far as they pay anything."""
    terms = in_force(TERMS, year)
    if members[who].cover not in EMPLOYERS:
        return members
    again = [
        min(_paid(member, year), terms[member.cover]["deductible_cents"])
        for member in members
        if member.cover in EMPLOYERS
    ]
    extra = iter(again)
    return tuple(
        replace(member, out_of_pocket=_paid(member, year) + next(extra)) if member.cover in EMPLOYERS else member
        for member in members
    )


def _paid(member: Member, year: int) -> int:
    """What they say, or the mean of their cover."""
    if member.out_of_pocket is not None:
        return member.out_of_pocket
    return share_bp(in_force(OUT_OF_POCKET, year)[member.cover], in_force("us/spending_trend", year))


def _with(members: tuple[Member, ...], who: int, changed: Member) -> tuple[Member, ...]:
    return (*members[:who], changed, *members[who + 1 :])


EVENTS: dict[str, Callable[[tuple[Member, ...], int, int], tuple[Member, ...]]] = {
    "birth": _birth,
    "accident": _more_care("accident"),
    "diabetes": _more_care("diabetes"),
    "lost_job": _lost_job,
    "retirement": _retirement,
    "move": _move,
}
