"""One reform on one year: a bill's taxes on the population, and the Trust's budget under a scenario."""

from cleanbill.financing.reform.base import Base, base
from cleanbill.financing.reform.reform import Reform, reform

__all__ = ["Base", "Reform", "base", "reform"]
