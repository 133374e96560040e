"""Tests of the records. Several import what lies behind the door and needs Django, which is set up here."""

from cleanbill.records.ready import ready

ready()
