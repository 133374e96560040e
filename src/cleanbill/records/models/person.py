"""Staff: a user name and what it may do. No other person stands in the store."""

from __future__ import annotations

from django.db import models


class Person(models.Model):
    """One of the staff."""

    user = models.CharField(max_length=60, primary_key=True)
    roles = models.CharField(max_length=200)  # names with a comma between, by name; empty once they have left
