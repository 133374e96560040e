"""The taxes that one employer pays over: for a contract, a town, a firm."""

from __future__ import annotations

from cleanbill.core.errors import BadInput, Finding
from cleanbill.financing.taxes.bill import Bill, Tax
from cleanbill.financing.taxes.levy import PARTS_OF_BP, WHOLE_RATE


def employer_tax(
    bill: Bill, payroll_cents: int, establishments: int, employees: int, *, rate_scale: float = 1.0
) -> dict[str, int]:
    """Cents of each tax that the employer pays, on a year's payroll; taxes of persons are left out.

    Establishments are taken to be alike: each has its part of payroll and of
    employees. Where they differ, ask once for each with establishments = 1
    and add up. A tax with an exemption or brackets of a person (such as the
    employee's, where the employer takes it on) is worked out as if all earned
    the same. Raises BadInput for a negative amount, or people with no place.
    """
    _check(payroll_cents, establishments, employees)
    return {
        tax.name: _due(tax, payroll_cents, establishments, employees, rate_scale)
        for tax in bill.taxes
        if tax.paid_by == "employer"
    }


def _check(payroll_cents: int, establishments: int, employees: int) -> None:
    given = {"payroll_cents": payroll_cents, "establishments": establishments, "employees": employees}
    wrong = {name: "is negative" for name, value in given.items() if value < 0}
    if (payroll_cents or employees) and establishments == 0:
        wrong["establishments"] = "is 0, and there are employees or payroll"
    if payroll_cents and not employees:
        wrong["employees"] = "is 0, and there is payroll"
    if wrong:
        remedy = "Write whole numbers: cents a year, places of work, people."
        raise BadInput([Finding("employer", None, name, problem, remedy) for name, problem in wrong.items()])


def _due(tax: Tax, payroll_cents: int, establishments: int, employees: int, rate_scale: float) -> int:
    per = {"establishment": establishments, "employer": 1}
    if employees < tax.employees_at_least * per[tax.employees_counted] or employees == 0:
        return 0
    units = per.get(tax.unit, employees)
    weighed, exemption = 0, tax.exemption_cents[0] * units
    starts = [bracket.from_cents * units + exemption for bracket in tax.brackets]
    ends = [*starts[1:], max(payroll_cents, starts[-1])]
    for bracket, start, end in zip(tax.brackets, starts, ends, strict=True):
        cents = min(max(payroll_cents, start), end) - start
        weighed += cents * round(bracket.rate_bp * PARTS_OF_BP * rate_scale)
    base_bp = tax.base.get("wages", 0)
    return (weighed * base_bp + WHOLE_RATE * 10_000 // 2) // (WHOLE_RATE * 10_000)
