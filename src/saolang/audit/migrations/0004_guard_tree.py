"""Triggers that let the public tree only grow (SQLite and PostgreSQL), and the head of the tree."""

from django.db import migrations

from saolang.audit.tree_triggers import TREE


def install(apps, schema_editor):
    apps.get_model("audit", "TreeHead").objects.using(schema_editor.connection.alias).create(id=1, size=0)
    TREE.create(schema_editor.connection)


def remove(apps, schema_editor):
    TREE.drop(schema_editor.connection)
    apps.get_model("audit", "TreeHead").objects.using(schema_editor.connection.alias).all().delete()


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_tree")]
    operations = [migrations.RunPython(install, remove)]
