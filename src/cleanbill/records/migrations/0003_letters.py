"""Letters, bad addresses, who is never written to, wrong guesses; remailings. 0004 installs the guards anew.

SQLite loses a table's guards with each change of it, and renames no table that a guard speaks of.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from cleanbill.records.guards import remove


def without_guards(_: Any, schema_editor: Any) -> None:
    remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0002_guards"),
    ]

    operations = [
        migrations.RunPython(without_guards, migrations.RunPython.noop),
        migrations.RemoveConstraint(
            model_name="proposal",
            name="proposal_one_open",
        ),
        migrations.RemoveConstraint(
            model_name="proposal",
            name="proposal_kind",
        ),
        migrations.AddField(
            model_name="proposal",
            name="written_by",
            field=models.CharField(blank=True, default="", max_length=60),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("decision", ""),
                    models.Q(("decision", "approved"), models.Q(("kind", "remailing"), _negated=True)),
                    _connector="OR",
                ),
                fields=("purchase", "kind"),
                name="proposal_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("bid", "abolition", "mailing", "remailing"))), name="proposal_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", ""), models.Q(("decided_by", models.F("written_by")), _negated=True), _connector="OR"
                ),
                name="proposal_words_two_people",
            ),
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("purchase", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.purchase")),
                ("proposal", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.proposal")),
                ("number", models.IntegerField()),
                ("person_key", models.CharField(max_length=300)),
                ("sender", models.CharField(max_length=200)),
                ("face_cents", models.BigIntegerField()),
                ("code_key", models.CharField(max_length=64)),
                ("proof", models.CharField(max_length=64, null=True, unique=True)),
                ("sent_on", models.DateField()),
                ("expires_on", models.DateField()),
                ("address", models.CharField(max_length=64)),
                ("status", models.CharField(max_length=8)),
                ("letters", models.IntegerField()),
                ("since", models.DateField()),
                ("why", models.CharField(blank=True, max_length=20)),
            ],
        ),
        migrations.CreateModel(
            name="BadAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("letter", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.letter")),
                ("address", models.CharField(max_length=64)),
                ("why", models.CharField(max_length=20)),
                ("returned_on", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="NeverWrite",
            fields=[
                ("person_key", models.CharField(max_length=300, primary_key=True, serialize=False)),
                ("since", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="Guesses",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("wrong", models.IntegerField()),
                ("not_before", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["person_key"], name="letter_person"),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["code_key"], name="letter_code"),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(fields=("purchase", "number"), name="letter_number"),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(fields=("purchase", "person_key"), name="letter_one_a_person"),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(("face_cents__gt", 0), ("letters__gte", 1)), name="letter_amounts"
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ("sent", "closed")),
                    models.Q(("proof", None), ("status__in", ("returned", "to_send"))),
                    _connector="OR",
                ),
                name="letter_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="badaddress",
            constraint=models.UniqueConstraint(fields=("letter", "address"), name="badaddress_once"),
        ),
    ]
