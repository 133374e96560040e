"""Sets Django up for the records where no application has: no settings module, no default database."""

from __future__ import annotations

from cleanbill.core.errors import CleanbillError
from cleanbill.core.optional import needs

APP = "cleanbill.records.apps.RecordsConfig"


def ready() -> None:
    """Makes the models usable. Does nothing where a web application has set Django up with the records in it.

    Raises CleanbillError where Django is not installed, or is set up without the records.
    """
    with needs("django", "A store of records"):
        import django  # noqa: PLC0415 (optional)
        from django.apps import apps  # noqa: PLC0415 (optional)
        from django.conf import settings  # noqa: PLC0415 (optional)
    if not settings.configured:
        settings.configure(
            INSTALLED_APPS=[APP],
            DATABASES={},  # stores are opened by name: none is there by accident
            USE_TZ=True,
            TIME_ZONE="UTC",
            LOGGING_CONFIG=None,
        )
    if not apps.ready:
        django.setup()
    if not apps.is_installed("cleanbill.records"):
        raise CleanbillError(f"This application's Django does not know the records. Add {APP!r} to INSTALLED_APPS.")
