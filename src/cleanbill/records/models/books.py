"""The ledger's two tables. An entry is written, its postings are added, and then it is posted and never changes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


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
