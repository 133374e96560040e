"""A hold-out: people who qualify, drawn by lot to wait, so that a programme can measure what it does.

`draw` assigns people to arms, `balance` compares the arms before anything is bought, `detectable` says how large
an effect must be to be seen, and `left_out` keeps the accounts of those who wait out of a round. The comparison is
of being in the lottery: where money does not reach all of the relief arm, a difference between the arms is smaller
than what relief does to those it reaches, and that effect is not observed by itself. Nothing can be said of people
who did not qualify, of others of the household, or of outcomes that nobody measures in both arms alike.
"""

from cleanbill.relief.holdout.balance import Balance, balance
from cleanbill.relief.holdout.candidates import candidates
from cleanbill.relief.holdout.detectable import Detectable, detectable
from cleanbill.relief.holdout.draw import BY, Candidate, draw
from cleanbill.relief.holdout.followed import followed
from cleanbill.relief.holdout.left_out import left_out
from cleanbill.relief.holdout.tables import HELD, RELIEF, Assigned, Holdout, assigned, read_holdout

__all__ = [
    "BY",
    "HELD",
    "RELIEF",
    "Assigned",
    "Balance",
    "Candidate",
    "Detectable",
    "Holdout",
    "assigned",
    "balance",
    "candidates",
    "detectable",
    "draw",
    "followed",
    "left_out",
    "read_holdout",
]
