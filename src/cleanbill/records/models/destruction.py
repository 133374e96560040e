"""The destruction of a portfolio's data: who asked for it, who approved it, and the certificate's hash."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Destruction(models.Model):
    """Asked for and approved once, or declined and perhaps asked for anew; `number` counts how often it was asked for.

    A portfolio that was never offered is not among the records' own.
    """

    portfolio_id = models.CharField(max_length=100, primary_key=True)
    agreement_id = models.CharField(max_length=100, blank=True)
    asked_by = models.CharField(max_length=60)
    asked_on = models.DateField()
    number = models.IntegerField(default=1)
    declined_by = models.CharField(max_length=60, blank=True, default="")
    declined_on = models.DateField(null=True)
    declined_why = models.CharField(max_length=200, blank=True, default="")
    approved_by = models.CharField(max_length=60, blank=True)
    approved_on = models.DateField(null=True)
    destroyed_on = models.DateField(null=True)
    certificate_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(approved_by=F("asked_by")), name="destruction_two_people"),
            models.CheckConstraint(
                condition=Q(approved_by="", approved_on=None) | (~Q(approved_by="") & Q(approved_on__isnull=False)),
                name="destruction_approved",
            ),
            models.CheckConstraint(
                condition=Q(certificate_sha256="", destroyed_on=None)
                | (~Q(certificate_sha256="") & ~Q(approved_by="") & Q(destroyed_on__isnull=False)),
                name="destruction_done",
            ),
            models.CheckConstraint(
                condition=Q(declined_by="", declined_on=None, declined_why="")
                | (~Q(declined_by="") & ~Q(declined_why="") & Q(declined_on__isnull=False, approved_by="")),
                name="destruction_declined",
            ),
            models.CheckConstraint(condition=~Q(declined_by=F("asked_by")), name="destruction_declined_by_another"),
        )
