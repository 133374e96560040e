"""Enrolment: exactly one cover for each resident on every day, and the proof of it.

`enrol` turns people and what happens to them (births, deaths, moves, work)
into cover under one public payer. `fill_gaps` fills the gaps of today's cover with
plan `none` and says what it filled. `prove` counts the days of any table of
cover against the days that must be covered.
"""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.people.enrolment.enrolling import enrol, fill_gaps, proof, prove
    from cleanbill.people.enrolment.entitlement import Event, Life, Rule, rules
    from cleanbill.people.enrolment.files import EnrolmentCheck, check_files, event_faults
else:
    __getattr__, __dir__ = lazy_door(__name__)
