"""Pays what has been settled: never twice, with interest where late, and what was overpaid taken back.

`claims_payable`, `capitation` and `instalments` make rows of `payable`. `run`
turns them and the registry so far into new rows of `payment` and
`remittance`; `reconcile` proves at any day that nothing is lost. On files:
`payable_files`, `run_files`, `refund_files`, and `remit_files` for the 835s.
"""

from cleanbill.payer.paying.budget import instalments
from cleanbill.payer.paying.capitation import capitation
from cleanbill.payer.paying.claims import claims_payable
from cleanbill.payer.paying.payable_files import Asked, payable_files
from cleanbill.payer.paying.prompt_pay import PromptPay, massachusetts, medicare
from cleanbill.payer.paying.provider_adjustments import Carried, provider_adjustments
from cleanbill.payer.paying.reconcile import reconcile
from cleanbill.payer.paying.refund import Cheque, refund_files
from cleanbill.payer.paying.remit_files import Brought, remit_files
from cleanbill.payer.paying.remit_one import Written
from cleanbill.payer.paying.run import Run, due, run
from cleanbill.payer.paying.run_files import Ran, run_files
from cleanbill.payer.paying.tables import Payable, PayeeRemittance, Payment, Refund
from cleanbill.payer.paying.versions import next_versions

__all__ = [
    "Asked",
    "Brought",
    "Carried",
    "Cheque",
    "Payable",
    "PayeeRemittance",
    "Payment",
    "PromptPay",
    "Ran",
    "Refund",
    "Run",
    "Written",
    "capitation",
    "claims_payable",
    "due",
    "instalments",
    "massachusetts",
    "medicare",
    "next_versions",
    "payable_files",
    "provider_adjustments",
    "reconcile",
    "refund_files",
    "remit_files",
    "run",
    "run_files",
]
