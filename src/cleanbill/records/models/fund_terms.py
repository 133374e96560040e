"""The terms that a fund is bound by, version by version, and who proposed and approved each."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


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
