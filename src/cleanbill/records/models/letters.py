"""Letters in the post, those that came back, who is never written to, and wrong guesses of codes. No name, no code."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cleanbill.records.models.purchases import Proposal, Purchase

# The destruction of a portfolio's data: who asked for it, who approved it, and the certificate's hash.


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


class Letter(models.Model):
    """A person's letter of a purchase: what proves it real, and where it stands in the post.

    There is one a person, so that one code answers for them: a letter made again takes the place of the last.
    """

    purchase = models.ForeignKey(Purchase, models.PROTECT)
    proposal = models.ForeignKey(Proposal, models.PROTECT)  # the mailing in which it last went out
    number = models.IntegerField()
    person_key = models.CharField(max_length=300)
    sender = models.CharField(max_length=200)
    face_cents = models.BigIntegerField()
    code_key = models.CharField(max_length=64)  # by which staff finds a letter that came back
    proof = models.CharField(max_length=64, null=True, unique=True)  # empty once it came back: its code answers no more
    sent_on = models.DateField()
    expires_on = models.DateField()
    address = models.CharField(max_length=64)  # a keyed hash
    status = models.CharField(max_length=8)
    letters = models.IntegerField()
    since = models.DateField()
    why = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("purchase", "number"), name="letter_number"),
            models.UniqueConstraint(fields=("purchase", "person_key"), name="letter_one_a_person"),
            models.CheckConstraint(condition=Q(letters__gte=1, face_cents__gt=0), name="letter_amounts"),
            models.CheckConstraint(
                condition=Q(status__in=("sent", "closed")) | Q(status__in=("returned", "to_send"), proof=None),
                name="letter_status",
            ),
        )
        indexes = (
            models.Index(fields=("person_key",), name="letter_person"),
            models.Index(fields=("code_key",), name="letter_code"),
        )


class BadAddress(models.Model):
    """An address from which a letter came back: nothing is sent there again."""

    letter = models.ForeignKey(Letter, models.PROTECT)
    address = models.CharField(max_length=64)
    why = models.CharField(max_length=20)
    returned_on = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("letter", "address"), name="badaddress_once"),)


class NeverWrite(models.Model):
    """A person to whom no letter goes, from any purchase: an address of theirs may be read by who must not."""

    person_key = models.CharField(max_length=300, primary_key=True)
    since = models.DateField()


class Guesses(models.Model):
    """Wrong answers under one hashed key: the first half of a code, or who asks."""

    key = models.CharField(max_length=64, primary_key=True)
    wrong = models.IntegerField()
    not_before = models.DateTimeField(null=True)
