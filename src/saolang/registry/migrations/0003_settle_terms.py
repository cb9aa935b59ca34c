"""Settle the term of the stars that are stored already."""

from datetime import date

from django.db import migrations


def settle(apps, schema_editor):
    certificates = {}
    for paper in apps.get_model("registry", "Certificate").objects.order_by("issued_on", "pk"):
        certificates.setdefault(paper.recognition_id, []).append(paper)
    for star in apps.get_model("registry", "Recognition").objects.all():
        papers = sorted(certificates.get(star.pk, []), key=lambda paper: (paper.issued_on or date.min, paper.pk))
        star.starts_on = papers[-1].issued_on if papers else star.recognised_on
        star.through = papers[-1].valid_through if papers else star.term_through
        star.save(update_fields=["starts_on", "through"])


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_terms_and_changes")]
    operations = [migrations.RunPython(settle, migrations.RunPython.noop)]
