"""The taxes of a single-payer bill, read from YAML and laid on people.

`load_bill` reads a bill that ships (`bill_names`) or a user's file; `taxes_of`
lays it on a population, `taxes_on` on one household, `employer_tax` on one
employer; `revenue` adds up. Background: law/states/ma/financing_bills.
"""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.financing.taxes.bill import KINDS, Bill, Bracket, Tax, bill_names, bill_text
    from cleanbill.financing.taxes.collection import (
        NewTaxes,
        Scale,
        Taxable,
        employer_tax,
        levy,
        revenue,
        taxable,
        taxes_of,
        taxes_on,
    )
    from cleanbill.financing.taxes.earners import MOST, Earner, Earners
    from cleanbill.financing.taxes.load import load_bill
    from cleanbill.financing.taxes.tax_places import Places, places
else:
    __getattr__, __dir__ = lazy_door(__name__)
