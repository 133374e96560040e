"""The tables of the store."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Act",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("step_key", models.CharField(max_length=300, unique=True)),
                ("who", models.CharField(max_length=60)),
                ("at", models.CharField(max_length=40)),
                ("act", models.CharField(max_length=60)),
                ("subject", models.CharField(max_length=200)),
                ("details", models.TextField()),
                ("inputs_sha256", models.CharField(max_length=64)),
                ("previous_sha256", models.CharField(max_length=64, unique=True)),
                ("sha256", models.CharField(max_length=64, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                ("entry_id", models.CharField(max_length=200, unique=True)),
                ("posted_on", models.DateField()),
                ("memo", models.CharField(max_length=500)),
                ("posted", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("user", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("roles", models.CharField(max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("agreement_id", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=3)),
                ("holder", models.CharField(max_length=200)),
                ("effective_on", models.DateField()),
                ("expires_on", models.DateField(null=True)),
                ("permitted_use", models.CharField(blank=True, max_length=500)),
                ("resale_ban", models.BooleanField()),
                ("recall_window_days", models.IntegerField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("NDA", "BAA", "PSA"))), name="agreement_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "PSA"), _negated=True), ("resale_ban", True), _connector="OR"
                        ),
                        name="agreement_never_resold",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("recall_window_days__gte", 0)), name="agreement_recall_window"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expires_on", None), ("expires_on__gte", models.F("effective_on")), _connector="OR"
                        ),
                        name="agreement_days",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Portfolio",
            fields=[
                ("portfolio_id", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("holder", models.CharField(max_length=200)),
                ("seller_kind", models.CharField(max_length=8)),
                ("sale_file_sha256", models.CharField(max_length=64)),
                ("accounts", models.IntegerField()),
                ("face_cents", models.BigIntegerField()),
                ("received_on", models.DateField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("seller_kind__in", ("provider", "agency", "buyer"))),
                        name="portfolio_seller_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("accounts__gt", 0), ("face_cents__gt", 0)), name="portfolio_not_empty"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Purchase",
            fields=[
                ("purchase_id", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("state", models.CharField(max_length=10)),
                ("offered_on", models.DateField()),
                ("analysed_on", models.DateField(null=True)),
                ("bid_on", models.DateField(null=True)),
                ("owned_on", models.DateField(null=True)),
                ("abolished_on", models.DateField(null=True)),
                ("notified_on", models.DateField(null=True)),
                ("closed_on", models.DateField(null=True)),
                ("ended_on", models.DateField(null=True)),
                ("programme", models.CharField(blank=True, max_length=200)),
                ("qualified", models.IntegerField(default=0)),
                ("qualified_face_cents", models.BigIntegerField(default=0)),
                ("accounts", models.IntegerField(default=0)),
                ("face_cents", models.BigIntegerField(default=0)),
                ("price_cents", models.BigIntegerField(default=0)),
                ("schedule_sha256", models.CharField(blank=True, max_length=64)),
                ("letters", models.IntegerField(default=0)),
                ("held_back", models.IntegerField(default=0)),
                (
                    "agreement",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="records.agreement"),
                ),
                ("portfolio", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.portfolio")),
            ],
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=9)),
                ("number", models.IntegerField()),
                ("contents_sha256", models.CharField(max_length=64)),
                ("proposed_by", models.CharField(max_length=60)),
                ("proposed_on", models.DateField()),
                ("decision", models.CharField(blank=True, max_length=8)),
                ("decided_by", models.CharField(blank=True, max_length=60)),
                ("decided_on", models.DateField(null=True)),
                ("purchase", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.purchase")),
            ],
        ),
        migrations.CreateModel(
            name="PurchasedAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.IntegerField()),
                ("holder", models.CharField(max_length=200)),
                ("account_id", models.CharField(max_length=200)),
                ("debt_key", models.CharField(max_length=300)),
                ("fund_id", models.CharField(max_length=100)),
                ("face_cents", models.BigIntegerField()),
                ("price_cents", models.BigIntegerField()),
                ("judgment", models.BooleanField()),
                ("status", models.CharField(max_length=9)),
                ("owned_on", models.DateField(null=True)),
                ("abolished_on", models.DateField(null=True)),
                ("recalled_on", models.DateField(null=True)),
                ("satisfaction_filed_on", models.DateField(null=True)),
                ("proposal", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.proposal")),
                ("purchase", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.purchase")),
            ],
        ),
        migrations.CreateModel(
            name="Recall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=40)),
                ("settled", models.CharField(max_length=8)),
                ("recalled_on", models.DateField()),
                ("refund_cents", models.BigIntegerField()),
                (
                    "account",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to="records.purchasedaccount"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.IntegerField()),
                ("account", models.CharField(max_length=200)),
                ("fund_id", models.CharField(max_length=100)),
                ("cents", models.BigIntegerField()),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="postings", to="records.entry"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["account", "fund_id"], name="posting_account_fund")],
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "line"), name="posting_line"),
                    models.CheckConstraint(condition=models.Q(("cents", 0), _negated=True), name="posting_not_zero"),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(fields=("purchase", "kind", "number"), name="proposal_number"),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decision__in", ("", "approved"))),
                fields=("purchase", "kind"),
                name="proposal_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("bid", "abolition", "mailing"))), name="proposal_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("decided_by", models.F("proposed_by")), _negated=True), name="proposal_two_people"
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_by", ""), ("decided_on", None), ("decision", "")),
                    models.Q(
                        ("decided_on__isnull", False),
                        ("decision__in", ("approved", "declined")),
                        models.Q(("decided_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="proposal_decision",
            ),
        ),
        migrations.AddIndex(
            model_name="purchasedaccount",
            index=models.Index(fields=["purchase", "status"], name="account_purchase_status"),
        ),
        migrations.AddConstraint(
            model_name="purchasedaccount",
            constraint=models.UniqueConstraint(fields=("proposal", "line"), name="account_line"),
        ),
        migrations.AddConstraint(
            model_name="purchasedaccount",
            constraint=models.UniqueConstraint(
                condition=models.Q(("owned_on__isnull", False)),
                fields=("debt_key",),
                name="account_debt_owned_once_ever",
            ),
        ),
        migrations.AddConstraint(
            model_name="purchasedaccount",
            constraint=models.UniqueConstraint(
                condition=models.Q(("owned_on__isnull", False)),
                fields=("holder", "account_id"),
                name="account_owned_once_ever",
            ),
        ),
        migrations.AddConstraint(
            model_name="purchasedaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("face_cents__gt", 0), ("price_cents__gte", 0)), name="account_amounts"
            ),
        ),
        migrations.AddConstraint(
            model_name="purchasedaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("abolished_on", None),
                        ("owned_on", None),
                        ("recalled_on", None),
                        ("status__in", ("chosen", "dropped")),
                    ),
                    models.Q(
                        ("abolished_on", None), ("owned_on__isnull", False), ("recalled_on", None), ("status", "owned")
                    ),
                    models.Q(
                        ("abolished_on", None),
                        ("owned_on__isnull", False),
                        ("recalled_on__isnull", False),
                        ("status", "recalled"),
                    ),
                    models.Q(
                        ("abolished_on__isnull", False),
                        ("owned_on__isnull", False),
                        ("recalled_on", None),
                        ("status", "abolished"),
                    ),
                    _connector="OR",
                ),
                name="account_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="purchasedaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("satisfaction_filed_on", None),
                    models.Q(("judgment", True), ("status", "abolished")),
                    _connector="OR",
                ),
                name="account_satisfaction",
            ),
        ),
        migrations.AddConstraint(
            model_name="recall",
            constraint=models.CheckConstraint(
                condition=models.Q(("settled__in", ("refunded", "seller"))), name="recall_settled"
            ),
        ),
        migrations.AddConstraint(
            model_name="recall",
            constraint=models.CheckConstraint(condition=models.Q(("refund_cents__gte", 0)), name="recall_refund"),
        ),
    ]
