"""All settings, read from the environment by django-environ; see .env.example."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.http.request import split_domain_port, validate_host
from django.utils.translation import gettext_lazy as _

from reintegration.ground import production

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
if (BASE_DIR / ".env").is_file():
    env.read_env(BASE_DIR / ".env")

# The demonstration holds invented people only: it may run with keys that everybody knows.
DEMO = env.bool("DEMO", default=False)
# Shown to other machines on purpose; without it a demonstration serves this one alone.
DEMO_PUBLIC = env.bool("DEMO_PUBLIC", default=False)
DEBUG = env.bool("DEBUG", default=False)
DEMO_KEYS = {
    "SECRET_KEY": "demonstration-only-" + "0" * 40,
    "SEALING_KEYS": "ZGVtb25zdHJhdGlvbi1vbmx5LWtleS0wMDAwMDAwMDA=",
    "LOOKUP_KEYS": "demonstration-only-lookup",
    "AUDIT_KEYS": "demonstration-only-audit",
}
DEFAULT_KEYS = DEMO_KEYS if DEMO else dict.fromkeys(DEMO_KEYS, "")
SECRET_KEY = env("SECRET_KEY", default=DEFAULT_KEYS["SECRET_KEY"])
# Fernet keys that seal protected fields, newest first; the last ones only open what they sealed.
SEALING_KEYS = env.list("SEALING_KEYS", default=[DEFAULT_KEYS["SEALING_KEYS"]])
# Keys of the blind index of CIN and prisoner numbers, newest first; like all keys they never live in the database.
LOOKUP_KEYS = env.list("LOOKUP_KEYS", default=[DEFAULT_KEYS["LOOKUP_KEYS"]])
# Keys of the audit trail's digests, newest first; the others stay for as long as entries made with them must be proved.
AUDIT_KEYS = env.list("AUDIT_KEYS", default=[DEFAULT_KEYS["AUDIT_KEYS"]])
# Where the sealer notes the end of the chain, best on another machine: it alone shows that the newest entries were cut.
AUDIT_HEAD_FILE = env("AUDIT_HEAD_FILE", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# The host printed on papers for the public page that verifies a certificate. Under a name that is not allowed above,
# the public pages alone are served.
VERIFY_HOST = env("VERIFY_HOST", default="localhost:8000")
PUBLIC_HOSTS = [name for name in [split_domain_port(VERIFY_HOST)[0]] if not validate_host(name, ALLOWED_HOSTS)]
ALLOWED_HOSTS = [*ALLOWED_HOSTS, *PUBLIC_HOSTS]

INSTALLED_APPS = [
    "reintegration.office.apps.OfficeAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "import_export",
    "django_tasks",
    "django_tasks_db",
    "reintegration.ground.access",
    "reintegration.ground.accounts",
    "reintegration.ground.keys",
    "reintegration.ground.audit",
    "reintegration.ground.territory",
    "reintegration.ground.reference",
    "reintegration.ground.jobs",
    "reintegration.ground.drafts",
    "beneficiaries",
    "programs",
    "disbursements",
    "reintegration.office",
    "reintegration.demo",
]

MIDDLEWARE = [
    # First what sets headers and asks nothing: whatever the others refuse carries them too.
    "reintegration.ground.headers.Headers",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "reintegration.ground.headers.ClientAddress",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "disbursements.public_host.PublicHost",
    "reintegration.ground.audit.middleware.RequestId",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "reintegration.ground.access.middleware.LanguageOfUser",
    "django.contrib.messages.middleware.MessageMiddleware",
    "reintegration.ground.accounts.middleware.SessionUse",
    "reintegration.ground.keys.middleware.KeysOfRequest",
]

ROOT_URLCONF = "reintegration.urls"
PUBLIC_URLCONF = "reintegration.public_urls"
WSGI_APPLICATION = "reintegration.wsgi.application"
ASGI_APPLICATION = "reintegration.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Real work on SQLite: one office, one machine, few people.
SINGLE_OFFICE = env.bool("SINGLE_OFFICE", default=False)
DATABASES = {"default": production.read(env.db, "DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"].get("ENGINE") == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Pages ask small questions: to compile them, or to start workers for them, takes longer than to answer. And rows
    # are read from memory or from a disk without a moving arm: a few hundred by an index cost less than a whole table.
    quick = "-c jit=off -c max_parallel_workers_per_gather=0 -c random_page_cost=1.1"
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", quick)
# Limits and used codes are shared by all processes, so they are kept in the database. Room for many: whoever fills it
# must not push out the limits of others.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["reintegration.ground.access.backend.PostingBackend"]
# What each role may do: one table for the whole application.
ROLE_TABLE = "reintegration.roles.PERMISSIONS"
# Which class of data each column is of: one registry for the whole application.
DATA_CLASSES = "reintegration.data_classes.DATA_CLASSES"
# What stands under the fields of forms: one table for the whole application.
FIELD_HELP = "reintegration.field_help.FIELD_HELP"
# Rules of later steps that keep a person's name as long as they need it.
ANONYMISED_AFTER = [
    "programs.services.unfinished.refuse_unfinished",
    "disbursements.services.unfinished.refuse_unfinished",
]
# What head office is told when two files are of one person, in sentences: rules of the apps above the person's.
INCIDENTS_OF_ONE_PERSON = ["programs.services.incidents.funded_in_one_season"]
# What users hold, counted and handed over when they leave: one module for each kind.
HELD_BY_USERS = [
    "beneficiaries.services.handing_over",
    "disbursements.services.handing_over",
    "reintegration.ground.jobs.handing_over",
    "reintegration.ground.accounts.handing_over",
    "reintegration.ground.drafts.handing_over",
    "reintegration.office.handing_over",
    "reintegration.ground.access.handing_over",
]
# Where each of many people stands on the path, for the list of people: what it tells is of later steps.
PATH_OF_PEOPLE = "reintegration.office.path.of_people"
# In which order rows are locked: one table for the whole application.
LOCK_ORDER = "reintegration.lock_order.LOCK_ORDER"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "full_name_latin", "email"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# Sign-in is django-allauth's behind pages of our own: nobody signs up, and mail addresses are those that administrators
# enter.
ACCOUNT_ADAPTER = "reintegration.ground.accounts.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
# Between the password and the second step.
ACCOUNT_LOGIN_TIMEOUT = 5 * 60
# What is asked before exports of protected data and changes of rights: a password or code given this many seconds ago.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
MFA_ADAPTER = "reintegration.ground.accounts.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]
MFA_TOTP_TOLERANCE = 1
# A link to a new password holds for so many seconds.
PASSWORD_RESET_TIMEOUT = 60 * 60
# A demonstration's accounts have one password and one code, which its pages show; elsewhere they sign in nowhere.
DEMO_PASSWORD = "marhaba-demo-2026" if DEMO else ""
DEMO_CODE = "201902" if DEMO else ""
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

LANGUAGE_CODE = "ar"
LANGUAGES = [("ar", _("Arabic")), ("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "reintegration" / "locale"]
FORMAT_MODULE_PATH = ["reintegration.formats"]
USE_THOUSAND_SEPARATOR = False
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Africa/Casablanca"

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = VAR_DIR / "media"

# Mail of a demonstration is written to files.
vars().update(production.read(env.email, "EMAIL_URL", default=f"filemail:///{VAR_DIR / 'mail'}" if DEMO else ""))
EMAIL_TIMEOUT = 20
# What links in mails begin with.
SITE_URL = env("SITE_URL", default="http://localhost:8000" if DEMO else f"https://{''.join(ALLOWED_HOSTS[:1])}")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("DEFAULT_FROM_EMAIL", default="webmaster@localhost")

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# Kinds of background work: one table for the whole application.
JOB_KINDS = "reintegration.job_kinds.JOB_KINDS"
# Where background work leaves its files, sealed, for a day: a folder that all machines share.
RESULTS_DIR = Path(env("RESULTS_DIR", default="") or VAR_DIR / "results")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
# TLS ends in a proxy in front, which alone may say so.
HTTPS = env.bool("HTTPS", default=not DEMO)
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_SSL_REDIRECT = HTTPS
# Whoever asks whether the machine is well asks it directly.
SECURE_REDIRECT_EXEMPT = ["^(livez|readyz)$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "reintegration.ground.accounts.sessions"
SESSION_SERIALIZER = "reintegration.ground.accounts.sessions.SealedSerializer"
# A session ends so many seconds after it was begun, and after so many without use.
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_IDLE_SECONDS = 20 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
VERIFY_SCHEME = "https" if HTTPS else "http"

# The register service takes this many rows from one workbook in one request; larger files wait for background import.
IMPORT_ROWS_MAX = 2000
IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "export"
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "import"

DEFAULT_EXCEPTION_REPORTER = "reintegration.ground.logs.ErrorReport"
DEFAULT_EXCEPTION_REPORTER_FILTER = "reintegration.ground.logs.ErrorReportFilter"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_personal": {"()": "reintegration.ground.logs.WithoutPersonal"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["without_personal"]}},
    # Django's own handlers would write beside ours, unfiltered.
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
}

production.refuse(globals())
