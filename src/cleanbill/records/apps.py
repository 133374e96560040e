"""The records as an app of Django: for a web application to name in INSTALLED_APPS."""

from __future__ import annotations

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """`cleanbill.records`, whose tables begin with `records_`."""

    name = "cleanbill.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"
