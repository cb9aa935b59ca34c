"""Settings of Sao Làng.

Everything that differs between installations comes from the environment (or from ``<home>/saolang.env``):

``SAOLANG_HOME``      folder of the database, files and keys (default: ``var/`` beside the sources)
``SAOLANG_DATA``      folder of the reference data (default: ``data/`` beside the sources)
``DATABASE_URL``      ``postgres://…`` for production; without it SQLite in the home folder
``SAOLANG_SECRET_KEY``, ``SAOLANG_DEBUG``, ``SAOLANG_ALLOWED_HOSTS``, ``SAOLANG_BASE_URL``, ``SAOLANG_EMAIL_URL``
``SAOLANG_PROVINCE``  two-digit code of the province that this installation serves (default 86, Vĩnh Long)
"""

import os
import secrets
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from saolang.core.paths import home_dir

env = environ.Env()
HOME = home_dir()
HOME.mkdir(parents=True, exist_ok=True)
env_file = HOME / "saolang.env"
if env_file.exists():
    env.read_env(str(env_file))

PACKAGE = Path(__file__).resolve().parents[1]
DEBUG = env.bool("SAOLANG_DEBUG", default=False)
# ``saolang run`` says where it listens; a public address that the operator names goes before it.
BASE_URL = env("SAOLANG_BASE_URL", default=env("SAOLANG_LISTEN_URL", default="http://127.0.0.1:8000")).rstrip("/")
PROVINCE_CODE = env("SAOLANG_PROVINCE", default="86")
ALLOWED_HOSTS = env.list("SAOLANG_ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("SAOLANG_TRUSTED_ORIGINS", default=[])


def _secret_key() -> str:
    """The key from the environment, else one made once and kept in the home folder with mode 600."""
    given = env("SAOLANG_SECRET_KEY", default="")
    if given:
        return str(given)
    path = HOME / "secret.key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as handle:
        key = secrets.token_urlsafe(64)
        handle.write(key)
    return key


SECRET_KEY = _secret_key()

INSTALLED_APPS = [
    # Ours come first, so that our templates win over those of packages.
    "saolang.core",
    "saolang.ui",
    "saolang.audit",
    "saolang.places",
    "saolang.accounts",
    "saolang.files",
    "saolang.notify",
    "saolang.documents",
    "saolang.rulebook",
    "saolang.producers",
    "saolang.registry",
    "saolang.dossiers",
    "saolang.assessment",
    "saolang.monitoring",
    "saolang.directives",
    "saolang.desk",
    "saolang.portal",
    "saolang.api",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "rules.apps.AutodiscoverRulesConfig",
    "simple_history",
    "django_filters",
    "django_tables2",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "django_tasks",
    "django_tasks_db",
    # After our own apps, so that our templates of the same name win.
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "saolang.config.urls"
WSGI_APPLICATION = "saolang.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
        },
    },
]
FORM_RENDERER = "saolang.ui.forms.FormRenderer"
DJANGO_TABLES2_TEMPLATE = "ui/table.html"
COTTON_DIR = "cotton"

if env("DATABASE_URL", default=""):
    DATABASES = {"default": env.db("DATABASE_URL")}
else:
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": HOME / "saolang.sqlite3"}}
_database = DATABASES["default"]
_database.setdefault("ATOMIC_REQUESTS", False)
if _database["ENGINE"].endswith("sqlite3"):
    _database["CONN_MAX_AGE"] = None
    _database.setdefault("OPTIONS", {}).update(
        timeout=20,
        transaction_mode="IMMEDIATE",
        init_command=(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA busy_timeout=20000; PRAGMA cache_size=-65536; PRAGMA mmap_size=134217728;"
        ),
    )
else:
    _database["CONN_MAX_AGE"] = None
    _database["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "ui:home"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "saolang.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Sao Làng] "
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or BASE_URL.startswith("http://127.0.0.1")
MFA_TOTP_ISSUER = "Sao Làng"
MFA_FORMS = {
    "add_webauthn": "saolang.accounts.key_forms.AddKeyForm",
    "edit_webauthn": "saolang.accounts.key_forms.EditKeyForm",
}

# Vietnamese only, whatever the browser prefers: without an English catalogue LocaleMiddleware would turn the packages'
# texts and the number and date formats into English in the middle of Vietnamese pages.
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt"))]
LOCALE_PATHS = [PACKAGE / "config" / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["saolang.core.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HOME / "files", "base_url": None},
    },
    "staticfiles": {
        "BACKEND": env("SAOLANG_STATIC_STORAGE", default="whitenoise.storage.CompressedManifestStaticFilesStorage"),
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
FILE_UPLOAD_HANDLERS = [
    "saolang.files.handlers.CappedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

EMAIL_URL = env("SAOLANG_EMAIL_URL", default="")
if EMAIL_URL:
    vars().update(env.email_url("SAOLANG_EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = HOME / "mail"
DEFAULT_FROM_EMAIL = env("SAOLANG_FROM_EMAIL", default="Sao Làng <khong-tra-loi@saolang.invalid>")
# Dotted path of what sends text messages (``saolang.monitoring.sms``); none by default.
SMS_GATEWAY = env("SAOLANG_SMS_GATEWAY", default="")

TASKS = {
    "default": {
        "BACKEND": env("SAOLANG_TASKS", default="django_tasks_db.DatabaseBackend"),
        "QUEUES": ["default"],
    }
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "saolang"}}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
_secure = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = _secure
CSRF_COOKIE_SECURE = _secure
if _secure:
    SECURE_HSTS_SECONDS = 31536000
    SECURE_SSL_REDIRECT = env.bool("SAOLANG_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_FAILURE_VIEW = "saolang.ui.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
    }
}
RATELIMIT_USE_CACHE = "default"
SILENCED_SYSTEM_CHECKS = ["django_ratelimit.E003", "django_ratelimit.W001"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env("SAOLANG_LOG_LEVEL", default="WARNING")},
}
