"""Kept for the stores that have run it: the guards are of tables that later ones make, and the last installs them all."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = []
