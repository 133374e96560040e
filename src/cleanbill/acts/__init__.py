"""The acts of an office: one function each, with every check that belongs to it, for any surface that shows them.

Each takes an `Office` that is open, who acts and when (`records.By`) and the act's own values, and returns a frozen
result: facts of the records, amounts in cents, paths of the files it wrote. Nothing is printed or asked here. The
modules are the doors, a subject each, so that an act loads only what it uses: `office`, `portfolios`, `plan`,
`purchases`, `abolish`, `letters`, `mail`, `destroy`, `funds`, `reports`.
"""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.acts.abolish import (
        FollowedUp,
        end_payment_plan,
        file_release,
        file_satisfaction,
        propose_abolition,
        recall_account,
        write_deletions,
    )
    from cleanbill.acts.destroy import (
        Asked,
        Destroyed,
        approve_destruction,
        ask_destruction,
        check_certificate,
        clocks_due,
        decline_destruction,
    )
    from cleanbill.acts.funds import (
        FundStanding,
        approve_terms,
        decline_terms,
        export_books,
        fund_standings,
        import_gifts,
        propose_terms,
        spend_on_handling,
    )
    from cleanbill.acts.letters import ProposedLetters, make_letters, print_letters
    from cleanbill.acts.mail import (
        ReturnedMail,
        check_letter,
        close_mail,
        never_write,
        record_mailing,
        record_returned_file,
        record_returned_letter,
    )
    from cleanbill.acts.office import Office, Standing, open_office, record_agreement, set_roles, standings, verify_acts
    from cleanbill.acts.plan import IncomeTerms, PlanOf, write_plan
    from cleanbill.acts.portfolios import (
        SaleFile,
        find_people,
        offer_portfolio,
        on_offer,
        propose_mapping,
        take_in_file,
    )
    from cleanbill.acts.purchases import (
        DECIDED,
        Bid,
        approve_proposal,
        bid_for_plan,
        buy,
        close_purchase,
        decline_proposal,
        refuse,
        withdraw,
    )
    from cleanbill.acts.reports import WrittenReport, audience, write_report
else:
    __getattr__, __dir__ = lazy_door(__name__)
