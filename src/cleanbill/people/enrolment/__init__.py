"""Enrolment: exactly one cover for each resident on every day, and the proof of it.

`enrol` turns people and what happens to them (births, deaths, moves, work)
into cover under one public payer. `whole` fills the gaps of today's cover with
plan `none` and says what it filled. `prove` counts the days of any table of
cover against the days that must be covered.
"""

from cleanbill.people.enrolment.check_files import Checked, check_files
from cleanbill.people.enrolment.enrol import enrol
from cleanbill.people.enrolment.entitled import entitled
from cleanbill.people.enrolment.event_faults import event_faults
from cleanbill.people.enrolment.proof import Proof, proof, prove
from cleanbill.people.enrolment.rules import Rule, rules
from cleanbill.people.enrolment.tables import Event, Life
from cleanbill.people.enrolment.whole import Whole, whole

__all__ = [
    "Checked",
    "Event",
    "Life",
    "Proof",
    "Rule",
    "Whole",
    "check_files",
    "enrol",
    "entitled",
    "event_faults",
    "proof",
    "prove",
    "rules",
    "whole",
]
