"""A round of relief on paper: what is offered, who qualifies, what the funds should buy. Nothing is bought."""

from cleanbill.relief.round.accounts_file import read_accounts
from cleanbill.relief.round.expected import errors_of
from cleanbill.relief.round.funds_file import read_funds
from cleanbill.relief.round.round import Offering, Round, plan_round

__all__ = ["Offering", "Round", "errors_of", "plan_round", "read_accounts", "read_funds"]
