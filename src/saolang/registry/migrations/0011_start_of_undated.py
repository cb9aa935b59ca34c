"""Stars whose certificate has no day of issue begin with their decision, as domain/terms.py settles them."""

from django.db import migrations
from django.db.models import F


def begin_with_the_decision(apps, editor):
    stars = apps.get_model("registry", "Recognition").objects.filter(starts_on__isnull=True)
    stars.filter(recognised_on__isnull=False).update(starts_on=F("recognised_on"))


class Migration(migrations.Migration):
    dependencies = [("registry", "0010_term_of_reissued")]

    operations = [migrations.RunPython(begin_with_the_decision, migrations.RunPython.noop)]
