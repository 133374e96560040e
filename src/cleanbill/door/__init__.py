"""The public door: what `import cleanbill as cb` offers, by subject.

`tables_in` takes what a user hands over, `result` is what comes back; every other
module holds the doors of a subject. Each does what the command of that subject
does, for the command line calls it too; values of other packages that they return
are offered beside them.
"""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.care import CalibrationRow, Progress, Taken
    from cleanbill.care.fees import Agreement, LoadedFees
    from cleanbill.door.claim_files import (
        WrittenProof,
        answer_proof,
        care_calibration,
        make_proof,
        read_claim_files,
        score_proof,
    )
    from cleanbill.door.contracts import ContractResult, break_even_words, free_contract, percent_words
    from cleanbill.door.costing import study
    from cleanbill.door.families import Member, household
    from cleanbill.door.following import (
        PersonStatement,
        Source,
        claims,
        follow,
        person_statement,
        sample,
        synthea,
        tables,
    )
    from cleanbill.door.payments import (
        CARRIED,
        INTEREST_RULES,
        check_remittances,
        make_payable,
        pay_due,
        record_refund,
        write_remittances,
    )
    from cleanbill.door.reforms import presets, sweep
    from cleanbill.door.residents import PopulationTargets, check_cover, population_targets
    from cleanbill.door.result import Result, View
    from cleanbill.door.settling import check_fees, edits, fees, load_fee_files, settle, shipped_plans
    from cleanbill.financing.contract import Freed, FreedCell, FreedYear, Side
    from cleanbill.financing.households import what_ifs
    from cleanbill.financing.taxes import bill_names, bill_text, load_bill
    from cleanbill.payer import Plan, plan_text
    from cleanbill.payer.payment_run import PayableCounts, Ran, Refunded, Written
    from cleanbill.payer.x835 import BalanceCheck, Imbalance
    from cleanbill.people.enrolment import EnrolmentCheck
    from cleanbill.people.population import Held
    from cleanbill.proof import Score
    from cleanbill.report import choice_words, short_usd
else:
    __getattr__, __dir__ = lazy_door(__name__)
