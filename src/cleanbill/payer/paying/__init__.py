"""Pays what has been settled: never twice, with interest where late, and what was overpaid taken back.

`claims_payable`, `capitation` and `instalments` make rows of `payable`. `run`
turns them and the registry so far into new rows of `payment` and
`remittance`; `reconcile` proves at any day that nothing is lost.
"""

from cleanbill.payer.paying.budget import instalments
from cleanbill.payer.paying.capitation import capitation
from cleanbill.payer.paying.claims import claims_payable
from cleanbill.payer.paying.prompt_pay import PromptPay, massachusetts, medicare
from cleanbill.payer.paying.provider_adjustments import provider_adjustments
from cleanbill.payer.paying.reconcile import reconcile
from cleanbill.payer.paying.run import Run, due, run
from cleanbill.payer.paying.run_files import Ran, run_files
from cleanbill.payer.paying.tables import Payable, PayeeRemittance, Payment, Refund

__all__ = [
    "Payable",
    "PayeeRemittance",
    "Payment",
    "PromptPay",
    "Ran",
    "Refund",
    "Run",
    "capitation",
    "claims_payable",
    "due",
    "instalments",
    "massachusetts",
    "medicare",
    "provider_adjustments",
    "reconcile",
    "run",
    "run_files",
]
