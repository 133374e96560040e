"""How long an agreement lets data be kept, and the destruction of a portfolio's data. The last installs the guards.

SQLite loses a table's guards with each change of it, and renames no table that a guard speaks of.
"""

from typing import Any

from django.db import migrations, models

from cleanbill.records.guards import remove


def without_guards(_: Any, schema_editor: Any) -> None:
    remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0003_letters"),
    ]

    operations = [
        migrations.RunPython(without_guards, migrations.RunPython.noop),
        migrations.AddField(
            model_name="agreement",
            name="keep_days",
            field=models.IntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("keep_days", None), ("keep_days__gte", 0), _connector="OR"), name="agreement_keep"
            ),
        ),
        migrations.CreateModel(
            name="Destruction",
            fields=[
                ("portfolio_id", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("agreement_id", models.CharField(blank=True, max_length=100)),
                ("asked_by", models.CharField(max_length=60)),
                ("asked_on", models.DateField()),
                ("approved_by", models.CharField(blank=True, max_length=60)),
                ("approved_on", models.DateField(null=True)),
                ("destroyed_on", models.DateField(null=True)),
                ("certificate_sha256", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("approved_by", models.F("asked_by")), _negated=True),
                        name="destruction_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_by", ""), ("approved_on", None)),
                            models.Q(models.Q(("approved_by", ""), _negated=True), ("approved_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="destruction_approved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("certificate_sha256", ""), ("destroyed_on", None)),
                            models.Q(
                                models.Q(("certificate_sha256", ""), _negated=True),
                                models.Q(("approved_by", ""), _negated=True),
                                ("destroyed_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="destruction_done",
                    ),
                ],
            },
        ),
    ]
