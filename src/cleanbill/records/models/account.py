"""An account that a bid names, what became of it, and what the seller recalled."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cleanbill.records.models.purchase import Proposal, Purchase


class PurchasedAccount(models.Model):
    """A line of the schedule. The same debt is owned once ever."""

    purchase = models.ForeignKey(Purchase, models.PROTECT)
    proposal = models.ForeignKey(Proposal, models.PROTECT)
    line = models.IntegerField()
    holder = models.CharField(max_length=200)
    account_id = models.CharField(max_length=200)
    debt_key = models.CharField(max_length=300)
    fund_id = models.CharField(max_length=100)
    face_cents = models.BigIntegerField()
    price_cents = models.BigIntegerField()
    judgment = models.BooleanField()
    status = models.CharField(max_length=9)
    owned_on = models.DateField(null=True)
    abolished_on = models.DateField(null=True)
    recalled_on = models.DateField(null=True)
    satisfaction_filed_on = models.DateField(null=True)
    lien = models.BooleanField(default=False)
    lien_released_on = models.DateField(null=True)
    payment_plan = models.BooleanField(default=False)
    plan_ended_on = models.DateField(null=True)
    plan_taken_cents = models.BigIntegerField(null=True)  # by the seller, since the sale

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("proposal", "line"), name="account_line"),
            models.UniqueConstraint(
                fields=("debt_key",), condition=Q(owned_on__isnull=False), name="account_debt_owned_once_ever"
            ),
            models.UniqueConstraint(
                fields=("holder", "account_id"), condition=Q(owned_on__isnull=False), name="account_owned_once_ever"
            ),
            models.CheckConstraint(condition=Q(face_cents__gt=0, price_cents__gte=0), name="account_amounts"),
            models.CheckConstraint(
                condition=Q(status__in=("chosen", "dropped"), owned_on=None, abolished_on=None, recalled_on=None)
                | Q(status="owned", owned_on__isnull=False, abolished_on=None, recalled_on=None)
                | Q(status="recalled", owned_on__isnull=False, abolished_on=None, recalled_on__isnull=False)
                | Q(status="abolished", owned_on__isnull=False, abolished_on__isnull=False, recalled_on=None),
                name="account_status",
            ),
            models.CheckConstraint(
                condition=Q(satisfaction_filed_on=None) | Q(judgment=True, status="abolished"),
                name="account_satisfaction",
            ),
            models.CheckConstraint(
                condition=Q(lien_released_on=None) | Q(lien=True, status="abolished"), name="account_release"
            ),
            models.CheckConstraint(
                condition=Q(plan_ended_on=None, plan_taken_cents=None)
                | Q(payment_plan=True, status="abolished", plan_ended_on__isnull=False, plan_taken_cents__gte=0),
                name="account_plan_ended",
            ),
        )
        indexes = (models.Index(fields=("purchase", "status"), name="account_purchase_status"),)


class Recall(models.Model):
    """The seller wants an account back. After abolition it is settled with the seller and touches no debtor."""

    account = models.OneToOneField(PurchasedAccount, models.PROTECT)
    reason = models.CharField(max_length=40)
    settled = models.CharField(max_length=8)
    recalled_on = models.DateField()
    refund_cents = models.BigIntegerField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(settled__in=("refunded", "seller")), name="recall_settled"),
            models.CheckConstraint(condition=Q(refund_cents__gte=0), name="recall_refund"),
        )
