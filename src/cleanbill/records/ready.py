"""Sets Django up for the records where no application has: no settings module, no default database."""

from __future__ import annotations

from django.apps import AppConfig

from cleanbill.core.errors import CleanbillError

# The records as an app of Django: for a web application to name in INSTALLED_APPS.


class RecordsConfig(AppConfig):
    """`cleanbill.records`, whose tables begin with `records_`."""

    name = "cleanbill.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"


APP = "cleanbill.records.ready.RecordsConfig"


def ready() -> None:
    """Makes the models usable. Does nothing where a web application has set Django up with the records in it.

    Raises CleanbillError where Django is not installed, or is set up without the records.
    """
    try:
        import django  # noqa: PLC0415 (optional)
        from django.apps import apps  # noqa: PLC0415 (optional)
        from django.conf import settings  # noqa: PLC0415 (optional)
    except ImportError:
        raise CleanbillError("The records need Django. Install it: pip install 'cleanbill[relief]'") from None
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
