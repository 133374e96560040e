"""What a contract's result stands on and cannot know, in sentences: only those that hold of this file."""

from __future__ import annotations

from collections.abc import Iterator

from cleanbill.financing.contract.terms import FUND, INSURED, Contract


def notes(contract: Contract) -> tuple[str, ...]:
    """In the order of their weight."""
    return tuple(_notes(contract))


def _notes(contract: Contract) -> Iterator[str]:
    yield (
        "What the employer is freed of is the employer's until it is bargained for: no law makes it wages. Studies "
        "find from none of it to all of it in wages (law/us/pass_through); all are shown."
    )
    if contract.rate_scale == 1:
        yield "Taxes are at the bill's rates, which may not cover what the Trust costs: see `cleanbill finance run`."
    yield (
        "All is before income tax and Social Security tax: a premium share taken from pay before tax is worth less "
        "to the worker than it says, and wages that replace it are taxed."
    )
    yield (
        "A worker's tax is on these wages alone: other jobs, and a spouse's wages and plan, are not in it. "
        "See `cleanbill finance household`."
    )
    yield from _of_this_file(contract)


def _of_this_file(contract: Contract) -> Iterator[str]:
    used = {(unit.plan.name, tier): unit.plan for unit in contract.units for tier in unit.workers}
    lacking = any(plan.out_of_pocket is None for (_, tier), plan in used.items() if tier in (*INSURED, FUND))
    if lacking:
        yield "A plan gives no out_of_pocket: what its workers pay for care themselves is not counted as freed."
    if any(tier == FUND for _, tier in used):
        yield (
            "A Taft-Hartley contribution is bargained as part of an hour's package: many agreements let the union move "
            "it to wages. Here it is the employer's until that is agreed; what the fund pays besides health is yours "
            "to leave out."
        )
    if any(unit.hours_assumed for unit in contract.units):
        yield "Where a unit gives no hours, 2,080 a year are taken (law/us/full_time_hours)."
    employer = contract.employer
    if employer.employees > contract.workers and employer.payroll_cents is None:
        yield (
            f"{employer.employees - contract.workers:,} other employees are taken to earn what these do on average; "
            "employer.payroll says otherwise."
        )
    for tax in contract.bill.taxes:
        if tax.of_payroll and tax.employees_at_least:
            yield _large(contract, tax.name, tax.employees_at_least, tax.employees_counted)
    if contract.picked_up_bp:
        yield "A tax that the employer pays for a worker may itself be taxed as pay; that is not counted."


def _large(contract: Contract, name: str, at_least: int, counted: str) -> str:
    places = contract.employer.places if counted == "establishment" else (contract.employer.employees,)
    large = sum(people >= at_least for people in places)
    if len(places) == 1:
        what = "the place of work" if counted == "establishment" else "the employer"
        return f"The tax {name} is for {at_least} employees or more; {what} has {places[0]:,}."
    return f"The tax {name} is for {at_least} employees or more; {large} of {len(places)} places of work have them."
