"""Pays what has been settled: never twice, with interest where late, and what was overpaid taken back.

`claims_payable`, `capitation` and `instalments` make rows of `payable`. `run`
turns them and the registry so far into new rows of `payment` and
`remittance`; `reconcile` proves at any day that nothing is lost. On files:
`payable_files`, `run_files`, `refund_files`, and `remit_files` for the 835s.
"""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.payer.payment_run.interest import PromptPay, claims_payable, massachusetts, medicare
    from cleanbill.payer.payment_run.payable import PayableCounts, PayRequest, next_versions, payable_files
    from cleanbill.payer.payment_run.registry import (
        Carried,
        Cheque,
        Ran,
        Refunded,
        provider_adjustments,
        reconcile,
        refund_files,
        run_files,
    )
    from cleanbill.payer.payment_run.remit import RemitInputs, Written, remit_files
    from cleanbill.payer.payment_run.runs import capitation, instalments, run
    from cleanbill.payer.payment_run.tables import Payable, PayeeRemittance, Payment, Refund
else:
    __getattr__, __dir__ = lazy_door(__name__)
