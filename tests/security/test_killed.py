"""A process that dies in the middle (SIGKILL): nothing is half-done, the record holds, the act can be done again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection

from saolang.accounts.models import Organisation
from saolang.audit.models import Event
from saolang.audit.queries import verify
from saolang.core.actors import SYSTEM
from saolang.dossiers.domain import submit
from saolang.dossiers.models import Dossier, Snapshot
from saolang.files.models import StoredFile
from saolang.notify.models import Message
from saolang.producers.models import Producer, Product
from saolang.registry.domain.import_products import import_products
from saolang.registry.models import Certificate, Decision, ImportBatch, Recognition
from tests.dossiers import builders

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_world")]

BOOT = """
import os, signal, sys
from django.conf import settings
import saolang.config.test_settings as given
given.DATABASES["default"]["NAME"] = {database!r}
import django
django.setup()
def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)
"""
IMPORT = """
from pathlib import Path
from saolang.core.actors import SYSTEM
from saolang.registry.domain.import_products import import_products
import_products(Path({path!r}), actor=SYSTEM, progress=lambda done, total: die() if done == 3 else None)
"""
SUBMIT = """
from saolang.accounts.models import User
from saolang.dossiers.domain import submit
from saolang.dossiers.models import Dossier
{patch}
submit.submit_dossier(Dossier.objects.get(pk={dossier}), actor=User.objects.get(pk={owner}))
"""
STORE = """
from django.core.files.uploadedfile import SimpleUploadedFile
from saolang.accounts.models import User
from saolang.files.domain import store
from saolang.files.models import StoredFile
from tests.factories import pdf_upload
StoredFile.save = die
store(pdf_upload("giua-chung.pdf"), actor=None, purpose="producers.evidence")
"""
REGISTER = """
from saolang.accounts.models import User
from saolang.registry.domain.import_register import write_register
from saolang.registry.models import RegisterImport
{patch}
write_register(RegisterImport.objects.get(pk={work}), actor=User.objects.get(pk={officer}))
"""
YAML = """schema: {schema}
name: Danh sách thử
sources: {{}}
entries:
"""


def run_until_killed(body: str) -> None:
    """Run Python with the test database in a process of its own; it has to die by SIGKILL."""
    code = BOOT.format(database=str(connection.settings_dict["NAME"])) + body
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "saolang.config.test_settings",
        "PYTHONPATH": os.pathsep.join([str(Path(settings.PACKAGE).parent), str(Path(__file__).parents[2])]),
    }
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == -signal.SIGKILL, done.stderr


def published_list(tmp_path: Path) -> Path:
    from saolang.registry.importing.reading import YAML_SCHEMA

    rows = [
        f"- {{name: Bánh Mẫu {n}, producer: HTX Mẫu {n}, kind: cooperative, year: 2025, star: 3}}" for n in range(6)
    ]
    path = tmp_path / "danh-sach.yaml"
    path.write_text(YAML.format(schema=YAML_SCHEMA) + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def counts() -> list[int]:
    tables = (
        ImportBatch,
        Recognition,
        Decision,
        Certificate,
        Product,
        Producer,
        Organisation,
        Event,
        Snapshot,
        Message,
    )
    return [table.objects.count() for table in tables]


def test_an_import_killed_half_way_leaves_nothing(tmp_path: Path) -> None:
    path, before = published_list(tmp_path), counts()
    run_until_killed(IMPORT.format(path=str(path)))
    assert counts() == before
    assert verify().intact
    batch, _plan = import_products(path, actor=SYSTEM)
    assert batch.rows == 6 and Recognition.objects.count() == 6
    assert verify().intact


@pytest.mark.parametrize(
    "patch",
    [
        "import saolang.dossiers.models as m; m.Snapshot.save = die",
        "import saolang.audit.models as m; m.ChainHead.save = die",
        "from django.db import connection; connection.commit = die; connection._commit = die",
    ],
    ids=["at the snapshot", "between event and head", "at the commit"],
)
def test_a_submission_killed_half_way_is_still_to_be_done(patch: str) -> None:
    cast = builders.make_cast()
    dossier = builders.prepared(cast)
    before, version = counts(), dossier.version
    run_until_killed(SUBMIT.format(patch=patch, dossier=dossier.pk, owner=cast.owner.pk))
    fresh = Dossier.objects.get(pk=dossier.pk)
    assert (fresh.state, fresh.submitted_at, fresh.version) == ("preparing", None, version)
    assert counts() == before
    assert verify().intact
    done = submit.submit_dossier(fresh, actor=cast.owner)
    assert done.state == "submitted" and Snapshot.objects.filter(dossier=done).count() == 1
    assert verify().intact


def test_an_upload_killed_before_its_row_is_swept_later() -> None:
    import datetime as dt

    from saolang.files.domain import sweep_orphans

    run_until_killed(STORE)
    assert not StoredFile.objects.exists()
    assert sweep_orphans(older_than=dt.timedelta(seconds=-5)) >= 1
    assert default_storage.exists("luu") and not StoredFile.objects.exists()


@pytest.mark.parametrize(
    "patch",
    [
        "import saolang.registry.domain.import_writer as m; m.ImportWriter.write = die",
        "import saolang.registry.domain.import_register as m; m.append_import_leaves = die",
        "from django.db import connection; from saolang.registry.domain import import_register as m\n"
        "keep = m._keep\ndef last(*args):\n    keep(*args)\n    connection.commit = connection._commit = die\n"
        "m._keep = last",
    ],
    ids=["before the first line", "before its leaves", "at the commit"],
)
def test_an_old_register_killed_while_it_is_written_can_be_written_again(tmp_path: Path, patch: str) -> None:
    import json

    from saolang.accounts.enums import RoleKind
    from saolang.audit.models import Leaf
    from saolang.registry.domain.import_register import queue, revive, write_register
    from saolang.registry.domain.progress import ProgressFile
    from saolang.registry.enums import RegisterState
    from saolang.registry.queries import public_products
    from tests.factories import commune, make_user
    from tests.registry.test_register_import import line, plain
    from tests.security.test_at_once import checked

    commune()
    officer = make_user(RoleKind.PROVINCE_OFFICER)
    work = checked(plain(tmp_path / "so-cu.xlsx", [line("Bánh Mẫu"), line("Kẹo Mẫu")]), officer)
    assert queue(work, RegisterState.TO_WRITE, actor=officer)
    before, leaves = counts(), Leaf.objects.count()
    run_until_killed(REGISTER.format(patch=patch, work=work.pk, officer=officer.pk))
    assert (counts(), Leaf.objects.count()) == (before, leaves)
    assert not public_products().exists() and verify().intact
    work.refresh_from_db()
    assert (work.state, work.batch) == (RegisterState.WRITING, None)
    assert write_register(work, actor=officer) is None
    assert revive(work, actor=officer) is False
    progress = ProgressFile(work.code)
    progress.say(1, "im lặng")
    progress.path.write_text(json.dumps({**json.loads(progress.path.read_text()), "at": 0}))
    assert revive(work, actor=officer) is True
    batch = write_register(work, actor=officer)
    assert batch is not None and Recognition.objects.count() == 2
    assert public_products().count() == 2 and verify().intact
