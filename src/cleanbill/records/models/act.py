"""The chain of acts; see `audit`. A step has one act, so `step_key` keeps it from being taken twice."""

from __future__ import annotations

from django.db import models


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
