"""Append-only triggers (SQLite and PostgreSQL) and the head of the chain."""

from django.db import migrations

from saolang.audit import triggers
from saolang.audit.chain import GENESIS


def install(apps, schema_editor):
    apps.get_model("audit", "ChainHead").objects.using(schema_editor.connection.alias).create(
        id=1, seq=0, hash=GENESIS
    )
    triggers.create(schema_editor.connection)


def remove(apps, schema_editor):
    triggers.drop(schema_editor.connection)
    apps.get_model("audit", "ChainHead").objects.using(schema_editor.connection.alias).all().delete()


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
