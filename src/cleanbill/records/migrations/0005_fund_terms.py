"""The terms that funds are bound by, kept in the books. The last migration installs the guards."""

from typing import Any

from django.db import migrations, models

from cleanbill.records.guards import remove


def without_guards(_: Any, schema_editor: Any) -> None:
    remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0004_retention"),
    ]

    operations = [
        migrations.RunPython(without_guards, migrations.RunPython.noop),
        migrations.CreateModel(
            name="FundTerms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fund_id", models.CharField(max_length=100)),
                ("version", models.IntegerField()),
                ("terms", models.TextField()),
                ("proposed_by", models.CharField(max_length=60)),
                ("proposed_on", models.DateField()),
                ("decision", models.CharField(blank=True, max_length=8)),
                ("decided_by", models.CharField(blank=True, max_length=60)),
                ("decided_on", models.DateField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("fund_id", "version"), name="fundterms_version"),
                    models.UniqueConstraint(
                        condition=models.Q(("decision", "")), fields=("fund_id",), name="fundterms_one_open"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                        name="fundterms_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by", ""), ("decided_on", None), ("decision", "")),
                            models.Q(
                                ("decided_on__isnull", False),
                                ("decision__in", ("approved", "declined")),
                                models.Q(("decided_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="fundterms_decision",
                    ),
                ],
            },
        ),
    ]
