"""Finds the lowest rate of one tax, or the lowest scale of all, in whole basis points, at which the budget closes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import WHOLE_BP, share_bp
from cleanbill.financing.budget.base_account import CENTS, LONG_TERM_CARE, PERSONAL, YEARS, Account, account
from cleanbill.financing.budget.trust import Budget
from cleanbill.law import Parameter, parameter


@dataclass(frozen=True, slots=True)
class Closing:
    """The rate that closes a budget, and what is left over at it."""

    tax: str
    rate_now_bp: int
    gap_now_cents: int
    rate_bp: int
    gap_cents: int  # at that rate: zero or below


@dataclass(frozen=True, slots=True)
class Scale:
    """By how much all taxes of a budget must be raised or lowered alike, exemptions and brackets as they are."""

    gap_now_cents: int
    scale_bp: int  # 10,000: as they are
    gap_cents: int  # at that scale: zero or below


def closing_scale(budget: Budget) -> Scale:
    """The first scale of all taxes together, up to ten times, at which the gap is zero or below; as `closing_rate`."""
    taxes = [line.cents for line in budget.revenue if line.kind == "tax"]
    gap_without = budget.gap_cents + sum(taxes)

    def collected(at: int) -> int:
        return sum(share_bp(cents, at) for cents in taxes)

    found = _first(lambda at: collected(at) >= gap_without, 10 * WHOLE_BP)
    if found is None:
        raise CleanbillError(f"Not even ten times its taxes close the budget of {budget.year}. Change another lever.")
    return Scale(budget.gap_cents, found, gap_without - collected(found))


def closing_rate(
    budget: Budget,
    tax: str,
    rate_bp: int,
    *,
    base_cents: int | None = None,
    collected: Callable[[int], int] | None = None,
) -> Closing:
    """The first rate of `tax` at which the gap is zero or below, all else as it is.

    Give the tax's base, where what it collects is that share of it, or
    `collected(rate_bp)` in cents, which must not fall as the rate rises.
    `rate_bp` is the rate at which the budget was made. CleanbillError where
    even 100 % does not close it, or the budget has no such tax.
    """
    if collected is None:
        if base_cents is None:
            raise CleanbillError("closing_rate needs the base of the tax, or what it collects at a rate.")
        base = base_cents

        def collected(at: int) -> int:
            return share_bp(base, at)

    brings = [line.cents for line in budget.revenue if line.kind == "tax" and line.name == tax]
    if not brings:
        names = ", ".join(line.name for line in budget.revenue if line.kind == "tax")
        raise CleanbillError(f"The budget of {budget.year} has no tax {tax!r}. It has: {names}.")
    gap_without = budget.gap_cents + sum(brings)
    found = _first(lambda at: collected(at) >= gap_without)
    if found is None:
        raise CleanbillError(
            f"Not even a rate of 100 % of {tax!r} closes the budget of {budget.year}. Change another lever or tax."
        )
    return Closing(tax, rate_bp, budget.gap_cents, found, gap_without - collected(found))


def _first(closes: Callable[[int], bool], most: int = WHOLE_BP) -> int | None:
    """The lowest rate from zero to `most` that closes, by halving."""
    if not closes(most):
        return None
    low, high = 0, most
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if closes(middle) else (middle + 1, high)
    return low


# One table from CHIA's total ($78.1bn, 2023) by way of CMS's account by residence to the totals of published studies.
#
# Every difference has a name, an amount and where it is from; what nothing
# explains stands as such. Rows add up to the cent.


Status = Literal["fact", "assumption", "not explained"]


@dataclass(frozen=True, slots=True)
class Step:
    """One row: a difference, or with `is_total` what all rows above add up to."""

    name: str
    cents: int
    status: Status
    source: str
    is_total: bool = False


def reconciliation(published_cents: int, name: str, year: int = 2023) -> tuple[Step, ...]:
    """Rows from CHIA's last total that was read, up to `year`, to a study's total of `year`.

    CleanbillError where CHIA's total of no such year was read, or `account` has none.
    """
    thce = parameter("states/ma/total_health_care_expenditures")
    read = max((day.year for day in thce.values if YEARS[0] <= day.year <= year), default=None)
    if read is None:
        raise CleanbillError(f"No total of CHIA from {YEARS[0]} to {year} was read; there are {_years(thce)}.")
    chia = thce.values[date(read, 1, 1)] * CENTS
    of, then = account(read), account(year)
    rows = [Step(f"CHIA, total health care expenditures {read}", chia, "fact", thce.reference[0].title, is_total=True)]
    rows += _to_personal(of, chia)
    rows += _to_account(of)
    if year != read:
        grown = "services and payers at their rates of growth (law/states/ma/residence_spending)"
        rows.append(Step(f"Growth to {year}", then.total_cents - of.total_cents, "assumption", grown))
        rows.append(Step(f"All health spending {year}", then.total_cents, "assumption", "the sum", is_total=True))
    rest = published_cents - then.total_cents
    rows.append(Step("Not explained", rest, "not explained", "the study's baseline by service could not be read"))
    rows.append(Step(name, published_cents, "fact", "the study", is_total=True))
    return tuple(rows)


def _years(thce: Parameter) -> str:
    return ", ".join(str(day.year) for day in thce.values)


def _to_personal(of: Account, chia: int) -> list[Step]:
    """From insured care to personal health care by state of residence."""
    insurers = parameter("states/ma/expenditures_apart").at(date(2023, 1, 1))["insurer_administration_bp"]
    nation = "the nation's proportion (law/us/national_account)"
    fitted = "our account: CMS services fitted to payers (law/us/payer_pattern)"
    homes = sum(of.cells[s][payer] for s in LONG_TERM_CARE for payer in ("out_of_pocket", "private"))
    goods = sum(of.cells[s]["out_of_pocket"] for s in ("vision", "durables"))
    other = sum(of.cells[s]["other"] for s in PERSONAL if s != "dental")
    steps = [
        Step(
            "Insurers' own costs, not care", -share_bp(chia, insurers), "assumption", "law/states/ma/expenditures_apart"
        ),
        Step("Dental care", of.of_service("dental"), "fact", "CMS by residence; not in CHIA's total"),
        Step("Long-term care that patients and private insurance pay", homes, "assumption", fitted),
        Step("Eyeglasses, hearing aids and equipment bought by patients", goods, "assumption", fitted),
        Step(
            "Other payers: military, work injuries, state agencies, gifts and other revenue",
            other,
            "assumption",
            nation,
        ),
    ]
    rest = of.personal_cents - chia - sum(step.cents for step in steps)
    why = "federal relief to providers in CMS's 2020, rebates CHIA takes off, plans it does not see, growth to the year"
    return [
        *steps,
        Step("Not explained", rest, "not explained", why),
        Step(
            f"CMS, personal health care by state of residence {of.year}",
            of.personal_cents,
            "assumption",
            "2020, grown to the year",
            is_total=True,
        ),
    ]


def _to_account(of: Account) -> list[Step]:
    """From personal care to all health spending, as the national accounts count it."""
    shares = "the nation's share of all health spending (law/us/national_account)"
    return [
        Step("Administration of insurers and programmes", of.of_service("administration"), "assumption", shares),
        Step("Public health", of.of_service("public_health"), "assumption", shares),
        Step("Research, buildings and equipment", of.of_service("investment"), "assumption", shares),
        Step(f"All health spending {of.year}", of.total_cents, "assumption", "the sum", is_total=True),
    ]
