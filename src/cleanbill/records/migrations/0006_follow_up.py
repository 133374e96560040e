"""What must follow an abolition of liens and payment plans too; a destruction declined. Then every guard anew.

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
DECLINED = {
    "number": models.IntegerField(default=1),
    "declined_by": models.CharField(blank=True, default="", max_length=60),
    "declined_on": models.DateField(null=True),
    "declined_why": models.CharField(blank=True, default="", max_length=200),
}


class Migration(migrations.Migration):
    dependencies = [("records", "0005_fund_terms")]

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
        *(migrations.AddField("destruction", name, field) for name, field in DECLINED.items()),
        migrations.AddConstraint(
            model_name="destruction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("declined_by", ""), ("declined_on", None), ("declined_why", "")),
                    models.Q(
                        models.Q(("declined_by", ""), _negated=True),
                        models.Q(("declined_why", ""), _negated=True),
                        ("approved_by", ""),
                        ("declined_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="destruction_declined",
            ),
        ),
        migrations.AddConstraint(
            model_name="destruction",
            constraint=models.CheckConstraint(
                condition=models.Q(("declined_by", models.F("asked_by")), _negated=True),
                name="destruction_declined_by_another",
            ),
        ),
        migrations.RunPython(with_guards, without_guards),
    ]
