"""A purchase from offer to close, and what one person proposed and another approved."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cleanbill.records.models.agreement import Agreement, Portfolio


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
