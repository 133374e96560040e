"""What must follow an abolition of liens and payment plans too. Then every guard anew.

SQLite loses a table's guards with each change of it, and renames no table that a guard speaks of.
"""

from typing import Any

from django.db import migrations, models

from cleanbill.records.guards import install, remove


def without_guards(_: Any, schema_editor: Any) -> None:
    remove(schema_editor.connection)


def with_guards(_: Any, schema_editor: Any) -> None:
    install(schema_editor.connection)


NEW = {
    "lien": models.BooleanField(default=False),
    "lien_released_on": models.DateField(null=True),
    "payment_plan": models.BooleanField(default=False),
    "plan_ended_on": models.DateField(null=True),
    "plan_taken_cents": models.BigIntegerField(null=True),
}


class Migration(migrations.Migration):
    dependencies = [("records", "0004_retention")]

    operations = [
        migrations.RunPython(without_guards, migrations.RunPython.noop),
        *(migrations.AddField("purchasedaccount", name, field) for name, field in NEW.items()),
        migrations.AddConstraint(
            model_name="purchasedaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("lien_released_on", None), models.Q(("lien", True), ("status", "abolished")), _connector="OR"
                ),
                name="account_release",
            ),
        ),
        migrations.AddConstraint(
            model_name="purchasedaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("plan_ended_on", None), ("plan_taken_cents", None)),
                    models.Q(
                        ("payment_plan", True),
                        ("plan_ended_on__isnull", False),
                        ("plan_taken_cents__gte", 0),
                        ("status", "abolished"),
                    ),
                    _connector="OR",
                ),
                name="account_plan_ended",
            ),
        ),
        migrations.RunPython(with_guards, without_guards),
    ]
