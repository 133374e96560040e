"""An account that a bid names, what became of it, and what the seller recalled."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

# What was agreed with a holder of debts, and what they offer.


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


# A purchase from offer to close, and what one person proposed and another approved.


class Purchase(models.Model):
    """A deal. `state` goes only along the transitions; a day once written stays."""

    purchase_id = models.CharField(max_length=100, primary_key=True)
    portfolio = models.ForeignKey(Portfolio, models.PROTECT)
    agreement = models.ForeignKey(Agreement, models.PROTECT, null=True)
    state = models.CharField(max_length=10)
    offered_on = models.DateField()
    analysed_on = models.DateField(null=True)
    bid_on = models.DateField(null=True)
    owned_on = models.DateField(null=True)
    abolished_on = models.DateField(null=True)
    notified_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)  # refused or withdrawn
    programme = models.CharField(max_length=200, blank=True)
    qualified = models.IntegerField(default=0)
    qualified_face_cents = models.BigIntegerField(default=0)
    accounts = models.IntegerField(default=0)
    face_cents = models.BigIntegerField(default=0)
    price_cents = models.BigIntegerField(default=0)
    schedule_sha256 = models.CharField(max_length=64, blank=True)
    letters = models.IntegerField(default=0)
    held_back = models.IntegerField(default=0)


class Proposal(models.Model):
    """Bid, abolition, mailing or remailing: proposed by one, decided by another. There may be several remailings."""

    purchase = models.ForeignKey(Purchase, models.PROTECT)
    kind = models.CharField(max_length=9)
    number = models.IntegerField()
    contents_sha256 = models.CharField(max_length=64)
    proposed_by = models.CharField(max_length=60)
    proposed_on = models.DateField()
    written_by = models.CharField(max_length=60, blank=True, default="")  # who wrote the sponsor's words in it
    decision = models.CharField(max_length=8, blank=True)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("purchase", "kind", "number"), name="proposal_number"),
            models.UniqueConstraint(
                fields=("purchase", "kind"),
                condition=Q(decision="") | (Q(decision="approved") & ~Q(kind="remailing")),
                name="proposal_one_open",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("bid", "abolition", "mailing", "remailing")), name="proposal_kind"
            ),
            models.CheckConstraint(condition=~Q(decided_by=F("proposed_by")), name="proposal_two_people"),
            models.CheckConstraint(
                condition=Q(decided_by="") | ~Q(decided_by=F("written_by")), name="proposal_words_two_people"
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_by="", decided_on=None)
                | (Q(decision__in=("approved", "declined"), decided_on__isnull=False) & ~Q(decided_by="")),
                name="proposal_decision",
            ),
        )


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
