"""Triggers that keep published sheets and set values as they were written (SQLite and PostgreSQL)."""

from django.db import migrations

from saolang.rulebook import triggers


def install(apps, schema_editor):
    triggers.create(schema_editor.connection)


def remove(apps, schema_editor):
    triggers.drop(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("rulebook", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
