"""What was agreed with a holder of debts, and what they offer."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Agreement(models.Model):
    """NDA, BAA or PSA. A purchase and sale agreement binds us never to resell."""

    agreement_id = models.CharField(max_length=100, primary_key=True)
    kind = models.CharField(max_length=3)
    holder = models.CharField(max_length=200)
    effective_on = models.DateField()
    expires_on = models.DateField(null=True)
    permitted_use = models.CharField(max_length=500, blank=True)
    resale_ban = models.BooleanField()
    recall_window_days = models.IntegerField()
    keep_days = models.IntegerField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=("NDA", "BAA", "PSA")), name="agreement_kind"),
            models.CheckConstraint(condition=~Q(kind="PSA") | Q(resale_ban=True), name="agreement_never_resold"),
            models.CheckConstraint(condition=Q(recall_window_days__gte=0), name="agreement_recall_window"),
            models.CheckConstraint(condition=Q(keep_days=None) | Q(keep_days__gte=0), name="agreement_keep"),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=F("effective_on")), name="agreement_days"
            ),
        )


class Portfolio(models.Model):
    """A seller's file as it was offered; the file itself is not here."""

    portfolio_id = models.CharField(max_length=100, primary_key=True)
    holder = models.CharField(max_length=200)
    seller_kind = models.CharField(max_length=8)
    sale_file_sha256 = models.CharField(max_length=64)
    accounts = models.IntegerField()
    face_cents = models.BigIntegerField()
    received_on = models.DateField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(seller_kind__in=("provider", "agency", "buyer")), name="portfolio_seller_kind"
            ),
            models.CheckConstraint(condition=Q(accounts__gt=0, face_cents__gt=0), name="portfolio_not_empty"),
        )
