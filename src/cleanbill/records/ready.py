"""Sets Django up for the records where no application has: no settings module, no default database."""

from __future__ import annotations

import django
from django.apps import apps
from django.conf import settings


def ready() -> None:
    """Makes the models usable. Does nothing where a web application has set Django up with the records in it."""
    if not settings.configured:
        settings.configure(
            INSTALLED_APPS=["cleanbill.records.apps.RecordsConfig"],
            DATABASES={},  # stores are opened by name: none is there by accident
            USE_TZ=True,
            TIME_ZONE="UTC",
            LOGGING_CONFIG=None,
        )
    if not apps.ready:
        django.setup()
