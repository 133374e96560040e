"""The table `event`, and what of `person` and `cover` enrolment needs."""

from __future__ import annotations

import ibis.expr.datatypes as dt

from cleanbill.core.tables import Table, column

KINDS = ("birth", "death", "moved_in", "moved_out", "started_work", "stopped_work")


class Event(Table):
    """What happens to a person and may begin or end their cover."""

    __grain__ = "one kind of event of a person on a day"
    __key__ = ("person_id", "on", "kind")

    person_id: dt.String = column("person", "who it happens to")
    on: dt.Date = column("identity", "the day; of leaving and stopping, the last day here or at work")
    kind: dt.String = column("person", "what happens; started_work sets the hours of all jobs", isin=list(KINDS))
    hours: dt.Int64 = column(
        "person", "with started_work: hours a week from that day, in all jobs there", unit="hours", ge=0, nullable=True
    )
    place: dt.String = column(
        "person", "where: county, five digits; of work, where it is done; empty is in the state", nullable=True
    )


class Life(Table):
    """The columns of `person` that enrolment needs."""

    __grain__ = "a person"
    __key__ = ("person_id",)

    person_id: dt.String = column("person", "the person", unique=True)
    birth_date: dt.Date = column("identity", "date of birth")
    county_fips: dt.String = column("person", "county of residence, five digits; empty is in the state", nullable=True)


class GivenCover(Table):
    """Cover as someone gives it, to be looked at: any row is read, and no two need differ."""

    __grain__ = "a span as it was given"
    __key__ = ()

    person_id: dt.String = column("person", "the person")
    start: dt.Date = column("person", "first day")
    end: dt.Date = column("person", "last day")
