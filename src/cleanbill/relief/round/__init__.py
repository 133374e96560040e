"""A round of relief on paper: what is offered, who qualifies, what the funds should buy. Nothing is bought."""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.relief.round.bid import (
        PLAN,
        PLANNED,
        SUMMARY,
        Line,
        Planned,
        lines_of,
        plan_sha256,
        read_planned,
        still_cleared,
        summary_seal,
    )
    from cleanbill.relief.round.files import funds_of, read_accounts, read_funds
    from cleanbill.relief.round.plan import PortfolioOffer, Round, errors_of, offers_of, plan_round
else:
    __getattr__, __dir__ = lazy_door(__name__)
