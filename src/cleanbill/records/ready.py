"""Sets Django up for the records where no application has: no settings module, no default database."""

from __future__ import annotations

from django.apps import AppConfig

from cleanbill.core.optional import needs

# The records as an app of Django: for a web application to name in INSTALLED_APPS.


class RecordsConfig(AppConfig):
    """`cleanbill.records`, whose tables begin with `records_`."""

    name = "cleanbill.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"


def ready() -> None:
    """Makes the models usable. Does nothing where a web application has set Django up with the records in it.

    Raises NotInstalled where Django is not installed.
    """
    with needs("django", "The store of a programme"):
        import django  # noqa: PLC0415 (optional)
        from django.apps import apps  # noqa: PLC0415 (optional)
        from django.conf import settings  # noqa: PLC0415 (optional)
    if not settings.configured:
        settings.configure(
            INSTALLED_APPS=["cleanbill.records.ready.RecordsConfig"],
            DATABASES={},  # stores are opened by name: none is there by accident
            USE_TZ=True,
            TIME_ZONE="UTC",
            LOGGING_CONFIG=None,
        )
    if not apps.ready:
        django.setup()
