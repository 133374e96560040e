"""The portfolios of a programme's folder: what each holds, and all of them read as the accounts on offer."""

from cleanbill.relief.portfolios.folder import PEOPLE, Portfolio, on_offer, portfolio, portfolio_names, registry
from cleanbill.relief.portfolios.read import read_portfolios, seen_in

__all__ = ["PEOPLE", "Portfolio", "on_offer", "portfolio", "portfolio_names", "read_portfolios", "registry", "seen_in"]
