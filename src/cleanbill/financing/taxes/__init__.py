"""The taxes of a single-payer bill, read from YAML and laid on people.

`load_bill` reads a bill that ships (`bill_names`) or a user's file; `taxes_of`
lays it on a population, `taxes_on` on one household, `employer_tax` on one
employer; `revenue` adds up. Background: law/states/ma/financing_bills.
"""

from cleanbill.financing.taxes.bill import Bill, Bracket, Setting, Tax
from cleanbill.financing.taxes.earners import Earner, Earners
from cleanbill.financing.taxes.employer import employer_tax
from cleanbill.financing.taxes.levy import NewTaxes, levy, taxes_of, taxes_on
from cleanbill.financing.taxes.load import load_bill
from cleanbill.financing.taxes.places import Places, places
from cleanbill.financing.taxes.revenue import revenue
from cleanbill.financing.taxes.shipped import bill_names
from cleanbill.financing.taxes.taxable import Taxable, taxable

__all__ = [
    "Bill",
    "Bracket",
    "Earner",
    "Earners",
    "NewTaxes",
    "Places",
    "Setting",
    "Tax",
    "Taxable",
    "bill_names",
    "employer_tax",
    "levy",
    "load_bill",
    "places",
    "revenue",
    "taxable",
    "taxes_of",
    "taxes_on",
]
