"""Settings for tests: a home folder of its own, quick hashing, nothing leaves the process.

The database comes from ``DATABASE_URL`` as everywhere else; without it SQLite in a file of the temporary home folder
(a file, so that threads and the browser tests see the same database as in real use).
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "SAOLANG_TEST_HOME" not in os.environ:
    _made = tempfile.mkdtemp(prefix="saolang-test-")
    atexit.register(shutil.rmtree, _made, ignore_errors=True)
    os.environ["SAOLANG_TEST_HOME"] = _made
_home = Path(os.environ["SAOLANG_TEST_HOME"]) / os.environ.get("PYTEST_XDIST_WORKER", "main")
(_home / "static").mkdir(parents=True, exist_ok=True)
os.environ["SAOLANG_HOME"] = str(_home)
os.environ.setdefault("SAOLANG_SECRET_KEY", "key-of-the-tests-and-of-nothing-else")

from saolang.config.settings import *  # noqa: E402, F403
from saolang.config.settings import DATABASES, HOME, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": ["default"]}}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(HOME / "test.sqlite3")}
    _options = DATABASES["default"]["OPTIONS"]
    _options["init_command"] = _options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0
