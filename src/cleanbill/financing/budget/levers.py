"""The levers of the budget: what each does to spending when one public payer covers everybody.

Use of care, new benefits, administration of payers and providers, prices of providers and drugs, rates of public
programmes, uncompensated care, and waste. In: an account's cells and a `Scenario`'s setting. Out: changed cells.
Law: law/single_payer; `outcomes` pulls them in their order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from cleanbill.core.money import allot, nearest, share_bp
from cleanbill.financing.budget.base_account import (
    CORE,
    INSTITUTION,
    LONG_TERM_CARE,
    PERSONAL,
    PROFESSIONAL,
    PROVIDERS,
    Cells,
    bp,
    scaled,
    total,
)
from cleanbill.financing.forgone import use_at

# Lever: what drugs and devices cost when one buyer bargains for all.


@dataclass(frozen=True, slots=True)
class DrugPrice:
    """Changes in basis points; a cut is negative."""

    drugs_bp: int = 0
    devices_bp: int = 0


def drug_price(cells: Cells, lever: DrugPrice) -> Cells:
    """The cells with drugs, and equipment, eye and ear goods, at their new prices."""
    change = {"drugs": lever.drugs_bp, "durables": lever.devices_bp, "vision": lever.devices_bp}
    return scaled(cells, lambda service, _: 1 + bp(change.get(service, 0)))


@dataclass(frozen=True, slots=True)
class UseOfCare:
    """Basis points throughout; `growth_bp` stands where a study states the growth of use outright."""

    elasticity_bp: int = 0
    uninsured_use_bp: int = 10_000  # of an insured person's spending, today
    newly_covered_bp: int = 10_000  # of an insured person's spending, once covered
    kept_cost_sharing_bp: int = 0  # of the cost of care, still paid by patients
    growth_bp: int | None = None
    supply_cap_bp: int | None = None


def patients_share(row: Mapping[str, int]) -> Fraction:
    """The part of a service's cost that patients pay out of pocket."""
    whole = sum(row.values())
    return Fraction(row["out_of_pocket"], whole) if whole else Fraction(0)


def demanded(use: UseOfCare, row: Mapping[str, int], uninsured: Fraction) -> Fraction:
    """Growth of use that people want of a service, before any cap; `uninsured` is their share of the people covered."""
    if use.growth_bp is not None:
        return bp(use.growth_bp)
    return (1 + _free(use, patients_share(row))) * (1 + _newly_covered(use, uninsured)) - 1


def growth(use: UseOfCare, row: Mapping[str, int], uninsured: Fraction) -> Fraction:
    """Growth of use that providers can meet."""
    wanted = demanded(use, row, uninsured)
    return wanted if use.supply_cap_bp is None else min(wanted, bp(use.supply_cap_bp))


def use_of_care(cells: Cells, use: UseOfCare, services: Iterable[str], uninsured: Fraction) -> Cells:
    """The cells with more use of `services`; administration grows with the care it handles."""
    grows = {service: growth(use, cells[service], uninsured) for service in services}
    return with_administration(cells, scaled(cells, lambda service, _: 1 + grows.get(service, Fraction(0))))


def with_administration(before: Cells, after: Cells) -> Cells:
    """`after`, with administration grown as much as all personal care did."""
    care = total(before, PERSONAL)
    if not care:
        return after
    more = Fraction(total(after, PERSONAL), care)
    return scaled(after, lambda service, _: more if service == "administration" else Fraction(1))


def _free(use: UseOfCare, share: Fraction) -> Fraction:
    """Growth as the patient's share falls to what is kept."""
    kept, elasticity = min(share, bp(use.kept_cost_sharing_bp)), bp(use.elasticity_bp)
    return use_at(kept, elasticity) / use_at(share, elasticity) - 1


def _newly_covered(use: UseOfCare, uninsured: Fraction) -> Fraction:
    """Growth as the uninsured use more, over what all people use today."""
    today = bp(use.uninsured_use_bp)
    return uninsured * (bp(use.newly_covered_bp) - today) / (1 - uninsured + uninsured * today)


# Lever: services that few plans cover today - dental, eye and ear, long-term care - become benefits.
#
# What is new for the state is the care that people then use more; what moves
# from households and other payers to the Trust is seen in the Trust's budget.


@dataclass(frozen=True, slots=True)
class NewBenefits:
    """Which services the Trust covers beyond medical care and drugs."""

    dental: bool = False
    vision: bool = False
    long_term_care: bool = False
    long_term_care_growth_bp: int = 0  # more care at home and in homes that was unpaid or went without

    @property
    def added(self) -> tuple[str, ...]:
        """The services added to the core."""
        chosen = [name for name, covered in (("dental", self.dental), ("vision", self.vision)) if covered]
        return (*chosen, *(LONG_TERM_CARE if self.long_term_care else ()))

    @property
    def covered(self) -> tuple[str, ...]:
        """All services that the Trust covers."""
        return (*CORE, *self.added)


def new_benefits(cells: Cells, benefits: NewBenefits, use: UseOfCare, uninsured: Fraction) -> Cells:
    """The cells with more use of the added services; a study that states growth outright has put it in already."""
    grows: dict[str, Fraction] = {}
    for service in benefits.added:
        if service in LONG_TERM_CARE:
            grows[service] = bp(benefits.long_term_care_growth_bp)
        elif use.growth_bp is None:
            grows[service] = growth(use, cells[service], uninsured)
    return with_administration(cells, scaled(cells, lambda service, _: 1 + grows.get(service, Fraction(0))))


# Lever: one payer's administration instead of many.
#
# The target is a share of all the payer spends, at today's prices and tomorrow's
# use: cheaper care is not less work, so later cuts of price do not lower it.


@dataclass(frozen=True, slots=True)
class PayerAdministration:
    """`target_bp` of benefits and administration together; None leaves administration as it is."""

    target_bp: int | None = None


def payer_administration(cells: Cells, lever: PayerAdministration) -> Cells:
    """The cells with administration at its target, shared among payers as before."""
    if lever.target_bp is None:
        return cells
    target = bp(lever.target_bp)
    wanted = nearest(total(cells, PERSONAL) * target / (1 - target))
    row = cells["administration"]
    weights = [Fraction(cents) for cents in row.values()]
    return cells | {"administration": dict(zip(row, allot(wanted, weights), strict=True))}


# Lever: what hospitals, professionals and institutions are paid for the same care.


@dataclass(frozen=True, slots=True)
class ProviderPrice:
    """Changes in basis points; a cut is negative.

    `includes_administration` says that the cut already contains what providers
    save on billing, which is then not taken a second time.
    """

    hospital_bp: int = 0
    professional_bp: int = 0
    institution_bp: int = 0
    includes_administration: bool = False

    def change(self, service: str) -> Fraction:
        """The change of price of a service, as a fraction."""
        if service == "hospital":
            return bp(self.hospital_bp)
        return bp(
            self.professional_bp if service in PROFESSIONAL else self.institution_bp if service in INSTITUTION else 0
        )


def provider_price(cells: Cells, lever: ProviderPrice, taken: Callable[[str], Fraction]) -> Cells:
    """The cells at the new prices; `taken(service)` is the cut that provider administration has made already."""

    def factor(service: str, _: str) -> Fraction:
        whole = 1 + lever.change(service)
        return whole / (1 - taken(service)) if lever.includes_administration else whole

    return scaled(cells, factor)


# Lever: hospitals and practices spend less on billing, and the Trust's rates take part of it back.


@dataclass(frozen=True, slots=True)
class ProviderAdministration:
    """What providers save, in basis points of their revenue, and how much of it rates capture."""

    hospital_bp: int = 0
    professional_bp: int = 0
    institution_bp: int = 0
    captured_bp: int = 10_000

    def saved(self, service: str) -> Fraction:
        """What a provider of this service saves, as a share of revenue."""
        if service == "hospital":
            return bp(self.hospital_bp)
        return bp(
            self.professional_bp if service in PROFESSIONAL else self.institution_bp if service in INSTITUTION else 0
        )


def captured(lever: ProviderAdministration, price: ProviderPrice, service: str) -> Fraction:
    """The cut of rates that takes the saving back.

    Where a scenario's price cut already contains it, no more than that cut:
    the saving is then shown here and only the rest of the cut as price.
    """
    back = lever.saved(service) * bp(lever.captured_bp)
    return min(back, max(-price.change(service), Fraction(0))) if price.includes_administration else back


def provider_administration(cells: Cells, lever: ProviderAdministration, price: ProviderPrice) -> Cells:
    """The cells with providers' rates lower by what is captured."""
    return scaled(cells, lambda service, _: 1 - captured(lever, price, service))


# Lever: rates of Medicare and Medicaid rise toward those of private insurers.


@dataclass(frozen=True, slots=True)
class PublicRates:
    """Rises of what public programmes pay providers, in basis points."""

    medicare_bp: int = 0
    medicaid_bp: int = 0


def public_rates(cells: Cells, lever: PublicRates) -> Cells:
    """The cells with public programmes' rates raised for every provider."""
    rises = {
        "medicare": bp(lever.medicare_bp),
        "medicaid_federal": bp(lever.medicaid_bp),
        "medicaid_state": bp(lever.medicaid_bp),
    }
    return scaled(
        cells, lambda service, payer: 1 + rises.get(payer, Fraction(0)) if service in PROVIDERS else Fraction(1)
    )


# Lever: hospitals' unpaid bills become paid ones, and pools for them end: once on each book.
#
# Charity care of the uninsured is not added here: it is paid as the newly
# covered's care (use of care). The Health Safety Net is a payer of the account
# and moves to the Trust with its care; its assessments end with it.


@dataclass(frozen=True, slots=True)
class Uncompensated:
    """How much of bad debt the Trust pays as ordinary bills, and how much lower rates take back."""

    paid_bp: int = 10_000
    captured_bp: int = 0


@dataclass(frozen=True, slots=True)
class HospitalBook:
    """One year of unpaid care on the hospitals' book; each amount stands on the Trust's book with the other sign."""

    bad_debt_before_cents: int
    paid_by_trust_cents: int
    taken_back_cents: int
    charity_before_cents: int  # paid from now on within the newly covered's care

    @property
    def gain_cents(self) -> int:
        """What hospitals have more, and the Trust less."""
        return self.paid_by_trust_cents - self.taken_back_cents

    @property
    def bad_debt_after_cents(self) -> int:
        """Unpaid bills that are left."""
        return self.bad_debt_before_cents - self.paid_by_trust_cents


def hospital_book(bad_debt_cents: int, charity_cents: int, lever: Uncompensated) -> HospitalBook:
    """What the lever does to hospitals' unpaid care."""
    paid = share_bp(bad_debt_cents, lever.paid_bp)
    return HospitalBook(bad_debt_cents, paid, share_bp(paid, lever.captured_bp), charity_cents)


def uncompensated(cells: Cells, book: HospitalBook) -> Cells:
    """The cells with hospitals paid for what patients could not pay."""
    row = cells["hospital"]
    return cells | {"hospital": row | {"out_of_pocket": row["out_of_pocket"] + book.gain_cents}}


# Lever: fraud and care of no use, which some studies count on one payer to find.


@dataclass(frozen=True, slots=True)
class Waste:
    """What is saved, in basis points of personal care."""

    saving_bp: int = 0


def waste(cells: Cells, lever: Waste) -> Cells:
    """The cells without the waste that is found."""
    return scaled(cells, lambda service, _: 1 - bp(lever.saving_bp) if service in PERSONAL else Fraction(1))
