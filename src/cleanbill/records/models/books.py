"""The ledger's two tables. An entry is written, its postings are added, and then it is posted and never changes."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

# The chain of acts; see `audit`. A step has one act, so `step_key` keeps it from being taken twice.


class Act(models.Model):
    """A link of the chain, in the words that were hashed."""

    number = models.BigIntegerField(primary_key=True)
    step_key = models.CharField(max_length=300, unique=True)
    who = models.CharField(max_length=60)
    at = models.CharField(max_length=40)
    act = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    details = models.TextField()
    inputs_sha256 = models.CharField(max_length=64)
    previous_sha256 = models.CharField(max_length=64, unique=True)
    sha256 = models.CharField(max_length=64, unique=True)


class Entry(models.Model):
    """One event of the books."""

    number = models.BigAutoField(primary_key=True)
    entry_id = models.CharField(max_length=200, unique=True)
    posted_on = models.DateField()
    memo = models.CharField(max_length=500)
    posted = models.BooleanField(default=False)


class Posting(models.Model):
    """A signed amount in one account of one fund; debits are positive."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="postings")
    line = models.IntegerField()
    account = models.CharField(max_length=200)
    fund_id = models.CharField(max_length=100)
    cents = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("entry", "line"), name="posting_line"),
            models.CheckConstraint(condition=~Q(cents=0), name="posting_not_zero"),
        )
        indexes = (models.Index(fields=("account", "fund_id"), name="posting_account_fund"),)


# The terms that a fund is bound by, version by version, and who proposed and approved each.


class FundTerms(models.Model):
    """A version of a fund's terms. The newest that is approved is in force; none is ever written anew."""

    fund_id = models.CharField(max_length=100)
    version = models.IntegerField()
    terms = models.TextField()  # canonical JSON, as `fund.written` tells it
    proposed_by = models.CharField(max_length=60)
    proposed_on = models.DateField()
    decision = models.CharField(max_length=8, blank=True)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("fund_id", "version"), name="fundterms_version"),
            models.UniqueConstraint(fields=("fund_id",), condition=Q(decision=""), name="fundterms_one_open"),
            models.CheckConstraint(condition=~Q(decided_by=F("proposed_by")), name="fundterms_two_people"),
            models.CheckConstraint(
                condition=Q(decision="", decided_by="", decided_on=None)
                | (Q(decision__in=("approved", "declined"), decided_on__isnull=False) & ~Q(decided_by="")),
                name="fundterms_decision",
            ),
        )


# Staff: a user name and what it may do. No other person stands in the store.


class Person(models.Model):
    """One of the staff."""

    user = models.CharField(max_length=60, primary_key=True)
    roles = models.CharField(max_length=200)  # names with a comma between, by name; empty once they have left
