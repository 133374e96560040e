"""The tables of the store and its guards; written by `python -m scripts.write_migration`."""

import django.db.models.deletion
from django.db import migrations, models

from cleanbill.records.guards import InstallGuards


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
            name="Guesses",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("wrong", models.IntegerField()),
                ("not_before", models.DateTimeField(null=True)),
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
                ("keep_days", models.IntegerField(null=True)),
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
                        condition=models.Q(("keep_days", None), ("keep_days__gte", 0), _connector="OR"),
                        name="agreement_keep",
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
            name="Destruction",
            fields=[
                ("portfolio_id", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("agreement_id", models.CharField(blank=True, max_length=100)),
                ("asked_by", models.CharField(max_length=60)),
                ("asked_on", models.DateField()),
                ("number", models.IntegerField(default=1)),
                ("declined_by", models.CharField(blank=True, default="", max_length=60)),
                ("declined_on", models.DateField(null=True)),
                ("declined_why", models.CharField(blank=True, default="", max_length=200)),
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
                    models.CheckConstraint(
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
                    models.CheckConstraint(
                        condition=models.Q(("declined_by", models.F("asked_by")), _negated=True),
                        name="destruction_declined_by_another",
                    ),
                ],
            },
        ),
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
                ("written_by", models.CharField(blank=True, default="", max_length=60)),
                ("decision", models.CharField(blank=True, max_length=8)),
                ("decided_by", models.CharField(blank=True, max_length=60)),
                ("decided_on", models.DateField(null=True)),
                ("purchase", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.purchase")),
            ],
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("proposal", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.proposal")),
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
                ("lien", models.BooleanField(default=False)),
                ("lien_released_on", models.DateField(null=True)),
                ("payment_plan", models.BooleanField(default=False)),
                ("plan_ended_on", models.DateField(null=True)),
                ("plan_taken_cents", models.BigIntegerField(null=True)),
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
            name="BadAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=64)),
                ("why", models.CharField(max_length=20)),
                ("returned_on", models.DateField()),
                ("letter", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.letter")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("letter", "address"), name="badaddress_once")],
            },
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
                condition=models.Q(("decided_by", models.F("proposed_by")), _negated=True), name="proposal_two_people"
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
        InstallGuards(),
    ]
