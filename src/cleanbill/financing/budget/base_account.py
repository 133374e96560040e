"""The account of Massachusetts in a year: CMS by state of residence, payers' totals, and the rest of health spending.

Rows come from law/states/ma/residence_spending, columns from
law/states/ma/payer_totals; administration, public health and investment are
added to personal care in the nation's proportion (law/us/national_account),
as are other payers; what nobody is known to pay is called unexplained.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any, Literal

from cleanbill.core.errors import BadInput, CleanbillError, Finding
from cleanbill.core.money import WHOLE_BP, allot, grown, nearest, share_bp
from cleanbill.law import parameter

# Arithmetic on an account's cells: cents by service and payer, rounded half up on each cell and never on a total.


Cells = dict[str, dict[str, int]]  # service -> payer -> cents


def bp(rate_bp: int) -> Fraction:
    """Basis points as an exact fraction of one."""
    return Fraction(rate_bp, WHOLE_BP)


def total(cells: Mapping[str, Mapping[str, int]], services: Iterable[str] | None = None) -> int:
    """Cents of all cells, or of those of some services."""
    return sum(sum(cells[service].values()) for service in (cells if services is None else services))


def scaled(cells: Cells, factor: Callable[[str, str], Fraction]) -> Cells:
    """Each cell times `factor(service, payer)`, rounded half up."""
    return {
        service: {payer: nearest(cents * factor(service, payer)) for payer, cents in row.items()}
        for service, row in cells.items()
    }


def less(cells: Cells, part: Cells) -> Cells:
    """What is left of the cells when a part of each is taken away."""
    return {s: {p: cents - part[s][p] for p, cents in row.items()} for s, row in cells.items()}


# The services and payers of an account, in the order in which they are shown.


SERVICES = {
    "hospital": "Hospital care",
    "physician": "Physicians and clinics",
    "other_professional": "Other professionals",
    "dental": "Dental care",
    "vision": "Eye and ear care",
    "home_health": "Home health care",
    "drugs": "Prescription drugs",
    "durables": "Medical equipment",
    "nursing_home": "Nursing homes",
    "other_residential": "Other residential and personal care",
    "administration": "Administration of payers",
    "public_health": "Public health",
    "investment": "Research, buildings and equipment",
}
PAYERS = {
    "private": "Private insurance",
    "state_local_employers": "State and local governments as employers",
    "marketplace": "Marketplace subsidies",
    "medicare": "Medicare",
    "medicaid_federal": "Medicaid (MassHealth), federal share",
    "medicaid_state": "Medicaid (MassHealth), state share",
    "safety_net": "Health Safety Net",
    "out_of_pocket": "Out of pocket",
    "other": "Other payers",
    "unexplained": "Not explained by any source",
}
GROUPS = ("private", "medicare", "medicaid", "out_of_pocket", "other")  # of payers, as sources tell them apart

CORE = ("hospital", "physician", "other_professional", "home_health", "drugs", "durables")
LONG_TERM_CARE = ("nursing_home", "other_residential")
PERSONAL = (*CORE, "dental", "vision", *LONG_TERM_CARE)
PROFESSIONAL = ("physician", "other_professional", "dental")
INSTITUTION = ("home_health", *LONG_TERM_CARE)
PROVIDERS = ("hospital", *PROFESSIONAL, *INSTITUTION)


# `Account`: what a year's health care cost by service, and who paid for it, in whole cents.


@dataclass(frozen=True, slots=True)
class Account:
    """Health spending for the people of a place in one year, before any change."""

    place: str
    year: int
    cells: Mapping[str, Mapping[str, int]]  # service -> payer -> cents
    bad_debt_cents: int = 0  # patients' bills that hospitals could not collect; in no cell
    charity_cents: int = 0  # hospitals' free care net of what pools gave back; in no cell
    medicare_premiums_cents: int = 0  # paid by people for Medicare; inside Medicare's cells
    uninsured_bp: int = 0  # of residents

    @property
    def total_cents(self) -> int:
        """All health spending: care, administration, public health and investment."""
        return total(self.cells)

    @property
    def personal_cents(self) -> int:
        """Personal health care alone."""
        return total(self.cells, PERSONAL)

    def of_service(self, service: str) -> int:
        """Cents for one service, whoever paid."""
        return sum(self.cells[service].values())

    def of_payer(self, payer: str) -> int:
        """Cents that one payer paid, for whatever service."""
        return sum(row[payer] for row in self.cells.values())

    def copied(self) -> Cells:
        """The cells, free to be changed."""
        return {service: dict(row) for service, row in self.cells.items()}

    def rows(self) -> tuple[tuple[str, int, tuple[int, ...]], ...]:
        """For a table: the service's name, its cents, and the cents of each of PAYERS."""
        return tuple(
            (SERVICES[s], self.of_service(s), tuple(row[payer] for payer in PAYERS)) for s, row in self.cells.items()
        )


# Fits a pattern to what rows and columns sum to, by iterative proportional fitting (Deming and Stephan 1940).


ROUNDS = 2_000
CLOSE = 1e-12  # of a column's total: a cent in ten billion dollars


def rake(pattern: Mapping[str, Mapping[str, int]], rows: Mapping[str, int], columns: Mapping[str, int]) -> Cells:
    """Cents by row and column in the shape of `pattern`.

    Rows are met exactly, columns to within a cent a row. CleanbillError where
    the sums differ, a column is negative, or the pattern cannot reach them.
    """
    if sum(rows.values()) != sum(columns.values()) or min(columns.values()) < 0:
        raise CleanbillError(
            f"Services cost {sum(rows.values()):,} cents and payers pay {dict(columns)}: they must be equal and none "
            "negative. Lower what a payer pays in law/states/ma/payer_totals.yaml or in the study."
        )
    cells = {row: {column: float(pattern[row][column]) for column in columns} for row in rows}
    for _ in range(ROUNDS):
        _fit_rows(cells, rows)
        if _fit_columns(cells, columns) < CLOSE:
            break
    else:
        raise CleanbillError("The pattern of payers (law/us/payer_pattern.yaml) cannot reach what payers pay in all.")
    return {row: dict(zip(columns, allot(rows[row], list(cells[row].values())), strict=True)) for row in rows}


def _fit_rows(cells: dict[str, dict[str, float]], rows: Mapping[str, int]) -> None:
    for row, wanted in rows.items():
        has = sum(cells[row].values())
        cells[row] = {column: value * wanted / has if has else 0.0 for column, value in cells[row].items()}


def _fit_columns(cells: dict[str, dict[str, float]], columns: Mapping[str, int]) -> float:
    """Scales columns; returns how far the worst was off as a share of what was wanted."""
    worst = 0.0
    for column, wanted in columns.items():
        has = sum(row[column] for row in cells.values())
        worst = max(worst, abs(has - wanted) / max(wanted, 1))
        for row in cells.values():
            row[column] = row[column] * wanted / has if has else 0.0
    return worst


# An account's cells from what services cost in all and payers pay in all, by the pattern of law/us/payer_pattern.


def cells_of(
    services: Mapping[str, int], groups: Mapping[str, int], splits: Mapping[str, int], safety_net_cents: int = 0
) -> Cells:
    """Cents by service and payer.

    `services` and `groups` (of GROUPS) are cents of equal sum. `splits` are
    basis points: medicaid_federal_bp of Medicaid, marketplace_bp and
    state_local_employers_bp of private insurance, unexplained_bp of others'
    personal care. The safety net comes out of what others pay for hospitals.
    """
    raked = rake(_pattern(), {s: services.get(s, 0) for s in SERVICES}, {g: groups[g] for g in GROUPS})
    cells = {service: _split(row, splits, service in PERSONAL) for service, row in raked.items()}
    cells["hospital"]["other"] -= safety_net_cents
    cells["hospital"]["safety_net"] += safety_net_cents
    return cells


def scaled_to(amount: int, weights: Mapping[str, int]) -> dict[str, int]:
    """An amount shared out by named weights, in cents that add up to it."""
    return dict(zip(weights, allot(amount, list(weights.values())), strict=True))


def _split(row: Mapping[str, int], splits: Mapping[str, int], personal: bool) -> dict[str, int]:
    public, market = splits["state_local_employers_bp"], splits["marketplace_bp"]
    private = allot(row["private"], [WHOLE_BP - public - market, public, market])
    federal = splits["medicaid_federal_bp"]
    medicaid = allot(row["medicaid"], [federal, WHOLE_BP - federal])
    unexplained = splits.get("unexplained_bp", 0) if personal else 0
    others = allot(row["other"], [WHOLE_BP - unexplained, unexplained])
    cents = [*private, row["medicare"], *medicaid, 0, row["out_of_pocket"], *others]
    return dict(zip(PAYERS, cents, strict=True))


@cache
def _pattern() -> dict[str, Any]:
    return dict(parameter("us/payer_pattern").at(date(2020, 1, 1)))


BASE = 2020
YEARS = range(BASE, 2036)
CENTS = 100  # in a dollar
APART = ("administration", "public_health", "investment")


@cache
def account(year: int) -> Account:
    """Health spending for residents of Massachusetts in `year`, 2020 to 2035; BadInput outside.

    From 2021 on an extrapolation by the growth rates of law.
    """
    if year not in YEARS:
        problem = f"there is no account of {year}"
        raise BadInput([Finding("year", None, None, problem, f"Take one from {YEARS[0]} to {YEARS[-1]}.")])
    of = parameter("states/ma/payer_totals").at(date(BASE, 1, 1))
    care = _care(year, of)
    services = care | _apart(sum(care.values()))
    groups = _groups(year, of, sum(care.values()), services)
    splits = {name: of[name] for name in ("marketplace_bp", "state_local_employers_bp")}
    splits["medicaid_federal_bp"] = of["medicaid"]["federal_bp"]
    splits["unexplained_bp"] = _unexplained_bp(groups["other"], services)
    cells = cells_of(services, groups, splits, of["safety_net"] * CENTS)
    unpaid = parameter("states/ma/uncompensated_care").at(date(2023, 1, 1))
    premium = parameter("us/part_b_premium").at(date(year, 1, 1)) * 12
    return Account(
        "Massachusetts",
        year,
        cells,
        bad_debt_cents=unpaid["bad_debt"] * CENTS,
        charity_cents=unpaid["charity"] * CENTS,
        medicare_premiums_cents=premium * of["medicare"]["enrollees"],
        uninsured_bp=of["uninsured_bp"],
    )


def _care(year: int, of: Mapping[str, Any]) -> dict[str, int]:
    """Cents of personal care by service: dollars a head x residents x growth."""
    residents = grown(of["residents"], of["residents_growth_bp"], year - BASE)
    heads = parameter("states/ma/residence_spending").at(date(BASE, 1, 1))
    care = {
        service: nearest(grown(row["per_resident"] * CENTS, row["growth_bp"], year - BASE) * residents)
        for service, row in heads.items()
    }
    care["vision"] = nearest(care["durables"] * bp(of["vision_of_durables_bp"]))
    care["durables"] -= care["vision"]
    return {service: care[service] for service in PERSONAL}


def _apart(care_cents: int) -> dict[str, int]:
    """Administration, public health and investment, in the nation's proportion to personal care."""
    shares = parameter("us/national_account").at(date(2012, 1, 1))["services"]
    personal = sum(shares[service] for service in PERSONAL)
    return {service: nearest(Fraction(care_cents * shares[service], personal)) for service in APART}


def _groups(year: int, of: Mapping[str, Any], care_cents: int, services: Mapping[str, int]) -> dict[str, int]:
    """Cents by group of payers; what is left of all spending is other payers'."""
    by_payer = parameter("us/payer_pattern").at(date(BASE, 1, 1))["administration"]
    run = scaled_to(services["administration"], by_payer)
    growth, later = of["growth_bp"], year - BASE
    groups = {
        name: nearest(grown(of[name]["per_enrollee"] * of[name]["enrollees"] * CENTS, growth, later)) + run[name]
        for name in ("private", "medicare")
    }
    medicaid = of["medicaid"]
    groups["medicaid"] = nearest(grown(medicaid["programme"] * CENTS, growth, year - medicaid["in_year"]))
    groups["out_of_pocket"] = nearest(care_cents * bp(of["out_of_pocket_bp"]))
    groups["other"] = sum(services.values()) - sum(groups.values())
    return groups


def _unexplained_bp(other_cents: int, services: Mapping[str, int]) -> int:
    """Of what no known payer pays for personal care, the part beyond other payers' proportion in the nation."""
    national = parameter("us/national_account").at(date(2012, 1, 1))
    apart = sum(national["services"][service] for service in APART[1:])
    personal = sum(national["services"][service] for service in PERSONAL)
    left = other_cents - sum(services[service] for service in APART[1:])
    known = sum(services[s] for s in PERSONAL) * (national["payers"]["other"] - apart) // personal
    return max(0, WHOLE_BP - WHOLE_BP * known // left) if left > 0 else 0


# Lever: whom federal law lets the Trust cover, with whose money (law/single_payer/waivers).
#
# Without waivers Medicare and Medicaid go on and the Trust pays what they leave
# to their members. Under ERISA self-insured employers may keep their plans.


Level = Literal["none", "medicaid", "all"]
LEVELS: tuple[Level, ...] = ("none", "medicaid", "all")


@dataclass(frozen=True, slots=True)
class Waivers:
    """Federal consent, and the part of private insurance in self-insured plans that stays out."""

    level: Level = "all"
    self_insured_stay_bp: int = 0
    pay_medicare_premiums: bool = False
    public_employers_keep_bp: int = 0  # of what they pay for insurance today, still paid beside the payroll tax
    federal_money_bp: int = WHOLE_BP  # of what federal programmes pay today for those taken over
    state_money_bp: int = WHOLE_BP  # of what the state pays today for those taken over
    unexplained_bp: int = 0  # of care that no source says who pays for, that falls on the Trust after all

    @property
    def members(self) -> tuple[str, ...]:
        """Payers of today whose part of care the Trust takes over, wholly or in part."""
        return (*law()["people"], *law()[self.level]["members"])

    @property
    def money(self) -> tuple[str, ...]:
        """Payers of today whose money comes to the Trust."""
        return tuple(law()[self.level]["money"])


@cache
def law() -> dict[str, Any]:
    """The table of waivers in force."""
    return dict(parameter("single_payer/waivers").at(date(2020, 1, 1)))


def taken_over(cells: Cells, waivers: Waivers, covered: tuple[str, ...]) -> Cells:
    """The part of each cell that the Trust takes over; the rest stays with who pays it today."""
    stay = bp(waivers.self_insured_stay_bp)
    parts = dict.fromkeys(waivers.members, Fraction(1))
    parts["private"] = 1 - stay
    parts["unexplained"] = bp(waivers.unexplained_bp)
    parts["out_of_pocket"] = 1 - stay * bp(law()["out_of_pocket_of_self_insured_bp"])
    inside = {*covered, "administration"}
    return scaled(cells, lambda service, payer: parts.get(payer, Fraction(0)) if service in inside else Fraction(0))


def wrap_around(cells: Cells, waivers: Waivers) -> int:
    """Of out of pocket spending in the Trust's cells, what it pays for members of programmes that go on."""
    inside = sum(row["out_of_pocket"] for row in cells.values())
    going_on = {"medicare", "medicaid_state"} - set(waivers.members)
    shares = law()["out_of_pocket_of_members_bp"]
    return sum(share_bp(inside, shares[programme]) for programme in sorted(going_on))


def medicare_premiums(account: Account, waivers: Waivers) -> int:
    """Premiums of Medicare that the Trust pays for its members."""
    return account.medicare_premiums_cents if waivers.pay_medicare_premiums else 0
