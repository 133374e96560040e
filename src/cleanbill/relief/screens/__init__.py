"""Screens: what is looked for in accounts before anything is bought, each with its own action.

`screened` says which account met what, `clearance` what becomes of each account,
`cleared` keeps those that may be bought. Law: us/screens.
"""

from cleanbill.relief.screens.clearance import clearance, cleared
from cleanbill.relief.screens.rule import ACTIONS, ScreenRule, screen_rules
from cleanbill.relief.screens.screened import screened
from cleanbill.relief.screens.tables import Clearance, Screen

__all__ = [
    "ACTIONS", "Clearance", "Screen", "ScreenRule", "clearance", "cleared", "screen_rules", "screened",
]  # fmt: skip
