"""What each person pays after a reform, column by column beside today's, and what they gain or lose.

Employers' money: premiums that end, less the taxes they pay instead, comes to
wages at the incidence chosen, payroll taxes on those wages included; the rest
is `kept_by_employer`, so that nothing is lost from the sum. New taxes and
today's taxes are laid on the changed wages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from cleanbill.core.errors import BadInput, BrokenLaw, Finding
from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.households.before_reform import Today
from cleanbill.financing.households.persons import EMPLOYERS, Ints, Persons, part, whole_cents
from cleanbill.financing.households.todays_taxes import PresentTax, employer_rate, in_force, present_tax
from cleanbill.financing.taxes import Bill, NewTaxes, Places, Scale, taxes_of

# What a before and after hangs on beside the bill: who gains employers' money, and what stays due.


LAW = "us/pass_through"


@dataclass(frozen=True, slots=True)
class Choices:
    """Basis points of the amount; BadInput outside of 0 to 10,000."""

    incidence_bp: int  # of what employers save or pay more, that comes to wages
    self_insured_stay_bp: int = 0  # of employers' plans that go on, with their premiums and cost sharing
    out_of_pocket_stays_bp: int = 0  # of what is paid at the point of care, that is due still
    medicare_premiums_stay: bool = False  # Part B and D; a supplement has nothing left to supplement

    def __post_init__(self) -> None:
        names = ("incidence_bp", "self_insured_stay_bp", "out_of_pocket_stays_bp")
        wrong = [name for name in names if not 0 <= getattr(self, name) <= WHOLE_BP]
        if wrong:
            remedy = "Write basis points: 5000 for one half."
            raise BadInput([Finding("choices", None, name, "is not from 0 to 10,000", remedy) for name in wrong])


def choices(incidence_bp: int | None = None, *, year: int = 2026) -> Choices:
    """Everything ends but what the law of single payer keeps; incidence as given, or law/us/pass_through's."""
    return Choices(in_force(LAW, year)["default_bp"] if incidence_bp is None else incidence_bp)


Spread = Callable[[Ints], Ints]  # money of each worker's employer on their account -> the same money by who gets it
NEW = "new_"  # before the name of a tax of the bill
CHANGES = ("lost_exclusion", "tax_on_wage_change", "employer_payroll_tax", "kept_by_employer")


@dataclass(frozen=True, slots=True)
class Account:
    """Costs of each person in cents, before and after, under the same names.

    `gain` is what the person has more in hand: exactly the sum of `before` less that of `after`.
    """

    persons: Persons
    before: Mapping[str, Ints]
    after: Mapping[str, Ints]
    wage_change: Ints
    gain: Ints
    paid_by: Mapping[str, str]  # of each new tax

    @property
    def kept_by_employer(self) -> Ints:
        """What employers save and do not pass on; negative where they pay more."""
        return self.after["kept_by_employer"]


@dataclass(frozen=True, slots=True)
class Raised:
    """Wages after the reform, and all taxes on them."""

    change: Ints
    new: NewTaxes
    tax: PresentTax


def after(
    now: Today,
    bill: Bill,
    chosen: Choices,
    *,
    rate_scale: Scale = 1.0,
    out_of_pocket_left: Ints | None = None,
    at_places: Places | None = None,
    spread: Spread | None = None,
) -> Account:
    """The account of each person under `bill`.

    `out_of_pocket_left` is what each pays still for services that the reform leaves out. `spread` says whose wages
    employers' money comes to: without it, those of the worker for whom it was paid.
    """
    persons, stay = now.persons, chosen.self_insured_stay_bp
    left = _left(now, chosen, out_of_pocket_left)
    shelter = part(persons.pre_tax, stay)
    bare = now.without_shelter if stay == 0 else present_tax(persons, persons.wages - shelter)
    freed = persons.employer_premium - left["employer_premium"] - (bare.employer - now.tax.employer)
    taxed = partial(taxes_of, bill=bill, rate_scale=rate_scale, at_places=at_places)
    raised = _raised(persons, freed, shelter, chosen=chosen, taxed=taxed, spread=spread)
    new = {NEW + name: cents for name, cents in raised.new.amounts.items()}
    by_employer = raised.new.of(["employer"])
    payroll = raised.tax.employer - now.tax.employer
    kept = persons.employer_premium - left["employer_premium"] - by_employer - raised.change - payroll
    changes = {
        "lost_exclusion": bare.worker - now.tax.worker,
        "tax_on_wage_change": raised.tax.worker - bare.worker,
        "employer_payroll_tax": payroll,
        "kept_by_employer": kept,
    }
    nothing = np.zeros(len(persons), np.int64)
    before = dict(now.columns) | dict.fromkeys((*new, *changes), nothing)
    later = dict(now.columns) | left | new | changes
    paid_by = {NEW + name: payer for name, payer in raised.new.paid_by.items()}
    account = Account(persons, before, later, raised.change, _in_hand(now, left, raised), paid_by)
    check(account)
    return account


def check(account: Account) -> None:
    """Raise BrokenLaw where columns do not add up to what people have in hand, for anybody, to the cent."""
    before, after_it = (np.sum(list(columns.values()), axis=0) for columns in (account.before, account.after))
    wrong = int(np.count_nonzero(before - after_it != account.gain))
    if wrong:
        raise BrokenLaw(f"The columns of {wrong:,} people do not add up to what they have in hand more or less.")


def _left(now: Today, chosen: Choices, out_of_pocket_left: Ints | None) -> dict[str, Ints]:
    """What of today's premiums and cost sharing is due still."""
    persons, out_of_pocket = now.persons, now.columns["out_of_pocket"]
    stays = np.where(
        persons.on(*EMPLOYERS),
        max(chosen.self_insured_stay_bp, chosen.out_of_pocket_stays_bp),
        chosen.out_of_pocket_stays_bp,
    )
    due = part(out_of_pocket, stays)
    if out_of_pocket_left is not None:
        due = np.minimum(out_of_pocket, np.maximum(due, out_of_pocket_left))
    nothing = np.zeros(len(persons), np.int64)
    return {
        "employee_premium": part(persons.employee_premium, chosen.self_insured_stay_bp),
        "employer_premium": part(persons.employer_premium, chosen.self_insured_stay_bp),
        "out_of_pocket": due,
        "medicare_premiums": now.medicare.to_medicare if chosen.medicare_premiums_stay else nothing,
        "marketplace_premiums": nothing,
    }


def _raised(
    persons: Persons,
    freed: Ints,
    shelter: Ints,
    *,
    chosen: Choices,
    taxed: Callable[[Persons], NewTaxes],
    spread: Spread | None,
) -> Raised:
    """Wages by incidence. What an employer pays on top of a raise is taken at the rates on today's wages."""
    by_employer, wages = taxed(persons).of(["employer"]), np.maximum(persons.wages, 0)
    on_top = np.divide(by_employer, wages, out=np.zeros(len(wages)), where=wages > 0) + employer_rate(persons)
    money = freed - by_employer
    passed = part(money if spread is None else spread(money), chosen.incidence_bp)
    change = np.where(wages > 0, np.maximum(whole_cents(passed / (1 + on_top)), -wages), 0)
    raised = persons.wages + change
    return Raised(change, taxed(persons.with_wages(raised)), present_tax(persons, raised - shelter))


def _in_hand(now: Today, left: Mapping[str, Ints], raised: Raised) -> Ints:
    """What the person has more in hand, from cash alone: wages, their own taxes, premiums and cost sharing."""
    ended = sum(
        (now.columns[name] - left[name] for name in left if name != "employer_premium"),
        np.zeros(len(now.persons), np.int64),
    )
    taxes = raised.new.of(["person"]) + raised.tax.worker - now.tax.worker
    return np.asarray(raised.change + ended - taxes)
