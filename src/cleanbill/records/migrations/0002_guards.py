"""The guards. A later change of a guarded table installs them anew: SQLite loses a table's triggers with it."""

from typing import Any

from django.db import migrations

from cleanbill.records.guards import install


def forwards(_: Any, schema_editor: Any) -> None:
    install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [migrations.RunPython(forwards)]
