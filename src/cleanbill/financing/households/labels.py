"""What each column of an account is called for people to read."""

from __future__ import annotations

LABELS = {
    "employee_premium": "Premium that the employee pays",
    "employer_premium": "Premium that the employer pays",
    "out_of_pocket": "Paid at the point of care",
    "medicare_premiums": "Medicare premiums and supplement",
    "marketplace_premiums": "ConnectorCare or marketplace premium",
    "medicare_payroll_tax": "Medicare payroll tax, worker and employer",
    "federal_income_tax": "Part of federal income tax that pays for health",
    "state_income_tax": "Part of state income tax that pays for health",
    "tax_advantage": "Tax not due because premiums are not wages",
}
CHANGES = {
    "lost_exclusion": "Tax on what was the employee's premium before tax",
    "tax_on_wage_change": "Today's taxes on the change of wages",
    "employer_payroll_tax": "Employer's payroll taxes on higher taxed wages",
    "kept_by_employer": "Kept by the employer (negative: borne by the employer)",
}
TAXES = {
    "new_employer": "New: employer's payroll tax",
    "new_employer_large": "New: employer's payroll tax, large employers",
    "new_employee": "New: employee's payroll tax",
    "new_self_employed": "New: tax of the self-employed",
    "new_unearned": "New: tax on unearned income",
}


def label(name: str) -> str:
    """The label of a column; a tax of a bill of one's own by its name."""
    known = LABELS | CHANGES | TAXES
    return known.get(name, f"New: {name.removeprefix('new_').replace('_', ' ')}")
