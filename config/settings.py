"""Everything an operator can set, read once from the environment. A wrong value stops the start."""

from decimal import Decimal

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from config import logs, minds, sentry, ways
from config.local import BASE_DIR, SECRETS_FILE, VAR_DIR
from scraping.policy import MIB, ScrapePolicy

env = environ.Env()
environ.Env.read_env(SECRETS_FILE)  # written by `manage.py up`, never committed

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. `manage.py up` makes one for this machine; elsewhere set it in the environment."
    )
FIELD_KEYS = env.list("FIELD_KEYS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
HTTPS_ONLY = env.bool("HTTPS_ONLY", False)

INSTALLED_APPS = [
    "config",
    "products",
    "merchants",
    "jobs",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "ninja",
    "allauth",
    "allauth.account",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.static.StaticFilesMiddleware",
    "jobs.middleware.MetricsMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "jobs.api.middleware.ApiMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "merchants.middleware.MerchantMiddleware",
]

CSRF_FAILURE_VIEW = "config.wrong.csrf_failure"
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.demo_links",
                "config.context.unread_count",
            ]
        },
    }
]

# --- Data -----------------------------------------------------------------------------------------------------------
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",  # deferred transactions that turn into writers fail with "database is locked"
    "timeout": 5,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}
DATABASES = {"default": env.db("DATABASE_URL", f"sqlite:///{VAR_DIR / 'wared.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"].setdefault("OPTIONS", {}).update(SQLITE_OPTIONS)
    DATABASES["default"]["CONN_MAX_AGE"] = 60  # opening the file anew for each request takes longer than its queries
    VAR_DIR.mkdir(parents=True, exist_ok=True)  # SQLite makes its file, not the folder
else:
    DATABASES["default"].update(ENGINE="config.postgresql", CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
    if env.bool("DATABASE_PREPARE", True):
        DATABASES["default"].setdefault("OPTIONS", {})["prepare_threshold"] = (
            5  # for what asks for it: `prepared_cursor`
        )
    if pool_size := env.int("DATABASE_POOL", 0):
        DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 0, "max_size": pool_size, "timeout": 10}
        DATABASES["default"]["CONN_MAX_AGE"] = 0  # the pool keeps them
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
_cache = env.cache("CACHE_URL", "locmemcache://wared")
if _cache["BACKEND"].endswith("RedisCache"):
    _cache["BACKEND"] = "config.cache.RedisCache"  # whose outage no page notices
CACHES = {
    "default": _cache,
    "pictures": {  # small copies of pictures: on the disk of each machine that serves pages, since they are many
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": env.str("PICTURE_DIR", str(VAR_DIR / "pictures")),
        "OPTIONS": {"MAX_ENTRIES": env.int("PICTURES_KEPT", 20_000)},
    },
}
PICTURE_DEADLINE_S = env.float("PICTURE_DEADLINE_S", 8.0)

# --- Background runs; the reasons stand in docs/background-jobs.md ---------------------------------------------------
BROKER_URL = env.str("BROKER_URL", "memory://")
JOBS_OWNER_MODEL = "merchants.Merchant"
JOBS_API_BODY_LIMIT_BYTES = 4 * MIB
JOBS_API_AUTH = "merchants.api_auth.may"  # so that the API of `jobs` need not import merchants
JOBS_LEASE_S = env.float("JOBS_LEASE_S", 30.0)
JOBS_HEARTBEAT_S = env.float("JOBS_HEARTBEAT_S", 10.0)
JOBS_SWEEP_S = env.float("JOBS_SWEEP_S", 5.0)
JOBS_SLICE_S = env.float("JOBS_SLICE_S", 300.0)
JOBS_ATTEMPT_CAP = env.int("JOBS_ATTEMPT_CAP", 5)
JOBS_REDISPATCH_S = env.float("JOBS_REDISPATCH_S", 30.0)
JOBS_PACE_AT_ONCE = env.int("JOBS_PACE_AT_ONCE", 4)
JOBS_PACE_INTERVAL_S = env.float("JOBS_PACE_INTERVAL_S", 0.25)
JOBS_PACES = {  # keys whose pace is another than shops'
    "ai": {"at_once": env.int("AI_AT_ONCE", 4), "interval_s": 0.0},
}
KEEP_RUNS_D = env.float("KEEP_RUNS_D", 30.0)
WEBHOOK_FAILING_DAYS = env.float("WEBHOOK_FAILING_DAYS", 5.0)
KEEP_PAGES_D = env.float("KEEP_PAGES_D", 7.0)
KEEP_FAILED_PAGES_D = env.float("KEEP_FAILED_PAGES_D", 30.0)
KEEP_ANALYSES_D = env.float("KEEP_ANALYSES_D", 365.0)
ALERT_EMAILS = env.list("ALERT_EMAILS", default=[])
ALERT_WEBHOOK_URL = env.str("ALERT_WEBHOOK_URL", "")
ALERT_FAILED_RUNS = env.int("ALERT_FAILED_RUNS", 20)
ALERT_SLOW_RUNS = env.int("ALERT_SLOW_RUNS", 3)
ALERT_QUEUE_AGE_S = env.float("ALERT_QUEUE_AGE_S", 600.0)
JOBS_API_VIEW_S = env.float("JOBS_API_VIEW_S", 86_400.0)
JOBS_STREAM_TOKEN_S = env.float("JOBS_STREAM_TOKEN_S", 900.0)

# --- Reading pages --------------------------------------------------------------------------------------------------
DEMO_SHOP_HOST = env.str("DEMO_SHOP_HOST", "127.0.0.1:8765")
SCRAPE_POLICY = ScrapePolicy(
    fetch_deadline_s=env.float("SCRAPE_FETCH_DEADLINE_S", 30.0),
    page_limit_bytes=env.int("SCRAPE_PAGE_LIMIT_BYTES", 10 * MIB),
    allow_private=frozenset(env.list("SCRAPE_ALLOW_PRIVATE", default=[])),
    user_agent=env.str("SCRAPE_USER_AGENT", ScrapePolicy.user_agent),
    providers=ways.order(env),
    providers_by_shop=ways.orders_by_shop(env),
    browser=ways.browser(env),
    services=ways.services(env),
)
PROVIDER_BUDGET_USD = Decimal(env.str("PROVIDER_BUDGET_USD", "100"))
PROVIDER_BUDGET_PER_MERCHANT_USD = Decimal(env.str("PROVIDER_BUDGET_PER_MERCHANT_USD", "10"))
IMPORT_LINES_LIMIT = env.int("IMPORT_LINES_LIMIT", 1000)
IMPORT_UPLOAD_LIMIT_BYTES = env.int("IMPORT_UPLOAD_LIMIT_BYTES", 2 * MIB)
PAGE_UPLOAD_LIMIT_BYTES = env.int("PAGE_UPLOAD_LIMIT_BYTES", 25 * MIB)
IMPORTS_PER_MINUTE = env.int("IMPORTS_PER_MINUTE", 1200)
IMPORTS_PER_MONTH = env.int("IMPORTS_PER_MONTH", 100_000)

# --- Watching; docs/watching.md --------------------------------------------------------------------------------------
ROBOTS_OBEYED = env.bool("ROBOTS_OBEYED", True)
ROBOTS_LONGEST_DELAY_S = env.float("ROBOTS_LONGEST_DELAY_S", 30.0)
WATCH_AT_ONCE = env.int("WATCH_AT_ONCE", 1)
WATCH_INTERVAL_S = env.float("WATCH_INTERVAL_S", 1.0)
WATCH_QUEUE_MOST = env.int("WATCH_QUEUE_MOST", 5000)
WATCH_FAILURES = env.int("WATCH_FAILURES", 5)
WATCH_REST_S = env.float("WATCH_REST_S", 900.0)
WATCH_LONGEST_REST_S = env.float("WATCH_LONGEST_REST_S", 86_400.0)
WATCH_PAID_SERVICES = env.bool("WATCH_PAID_SERVICES", False)
KEEP_HISTORY_D = env.float("KEEP_HISTORY_D", 400.0)

# --- Stores; docs/setup-salla.md tells how to get the values ----------------------------------------------------------
SALLA_API_URL = env.str("SALLA_API_URL", "https://api.salla.dev/admin/v2").rstrip("/")
SALLA_ACCOUNTS_URL = env.str("SALLA_ACCOUNTS_URL", "https://accounts.salla.sa").rstrip("/")
SALLA_CLIENT_ID = env.str("SALLA_CLIENT_ID", "")
SALLA_CLIENT_SECRET = env.str("SALLA_CLIENT_SECRET", "")
SALLA_SCOPES = env.list(
    "SALLA_SCOPES",
    default=["offline_access", "settings.read", "products.read_write", "brands.read_write", "categories.read_write"],
)
SALLA_MODE = env.str("SALLA_MODE", "custom")  # custom: connected from here; easy: installed from Salla's app store
SALLA_APP_URL = env.str("SALLA_APP_URL", "")
SALLA_WEBHOOK_SECRET = env.str("SALLA_WEBHOOK_SECRET", "")
SALLA_WEBHOOK_STRATEGIES = env.list("SALLA_WEBHOOK_STRATEGIES", default=["signature", "token"])
ZID_API_URL = env.str("ZID_API_URL", "https://api.zid.sa/v1").rstrip("/")
ZID_ACCOUNTS_URL = env.str("ZID_ACCOUNTS_URL", "https://oauth.zid.sa").rstrip("/")
ZID_CLIENT_ID = env.str("ZID_CLIENT_ID", "")
ZID_CLIENT_SECRET = env.str("ZID_CLIENT_SECRET", "")
ZID_WEBHOOK_SECRET = env.str("ZID_WEBHOOK_SECRET", "")
SHOPIFY_API_VERSION = env.str("SHOPIFY_API_VERSION", "2026-07")
STORE_WEBHOOK_LIMIT_BYTES = env.int("STORE_WEBHOOK_LIMIT_BYTES", MIB)
STORE_DELETED_AFTER_D = env.float("STORE_DELETED_AFTER_D", 30.0)

# --- Prices ----------------------------------------------------------------------------------------------------------
RATES_URL = env.str("RATES_URL", "")  # the ECB's XML, or JSON with "base" and "rates"; empty: merchants type theirs
RATES_EVERY_S = env.float("RATES_EVERY_S", 6 * 3600.0)
RATES_OLDEST_D = env.float("RATES_OLDEST_D", 10.0)  # an older rate sells nothing; the longest holidays are 6 days

# --- AI; docs/ai.md tells what to set ---------------------------------------------------------------------------------
AI = minds.endpoint(env)

# --- The API ---------------------------------------------------------------------------------------------------------
API_PER_MINUTE = env.int("API_PER_MINUTE", 1200)  # requests of one key or person; 0 for no limit

# --- People ---------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "merchants.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", 0)  # else one visitor's limits are everybody's
ACCOUNT_EMAIL_VERIFICATION = env.str("ACCOUNT_EMAIL_VERIFICATION", "optional")
ACCOUNT_ADAPTER = "merchants.adapter.AccountAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "merchants.forms.SignupForm"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
_mail = env.email("EMAIL_URL", "consolemail://")
_smtp = {"host": "EMAIL_HOST", "port": "EMAIL_PORT", "username": "EMAIL_HOST_USER", "password": "EMAIL_HOST_PASSWORD"}
_tls = {"use_tls": "EMAIL_USE_TLS", "use_ssl": "EMAIL_USE_SSL"}
_mailer = {"BACKEND": _mail["EMAIL_BACKEND"], "OPTIONS": {}}
if _mailer["BACKEND"].endswith("smtp.EmailBackend"):
    _mailer["OPTIONS"] = {key: _mail[name] for key, name in (_smtp | _tls).items() if _mail.get(name)}
    _mailer["OPTIONS"]["timeout"] = 10  # seconds: people wait for some of the messages
if _mailer["BACKEND"].endswith("filebased.EmailBackend"):
    _mailer["OPTIONS"] = {"file_path": BASE_DIR / _mail["EMAIL_FILE_PATH"]}
MAILERS = {"default": _mailer}
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Wared <wared@localhost>")
PUBLIC_URL = env.str("PUBLIC_URL", "").rstrip("/")  # for links in e-mails that no request sends; `up` knows its own

# --- Language -------------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ar", _("Arabic"))]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True  # every number on every page; what programs read is marked `unlocalize`
FORMAT_MODULE_PATH = "config.formats"

# --- Static files and headers ---------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_COLLECTED = env.bool("STATIC_COLLECTED", False)  # True once `collectstatic` has run, as in the Procfile
WHITENOISE_USE_FINDERS = not STATIC_COLLECTED
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", "https:", "http:"],  # the shops' own pictures
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS_ONLY
if HTTPS_ONLY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * MIB  # a page's pasted source, of 10 MiB at most, and the form around it

# --- Watching over it; docs/deploying.md ------------------------------------------------------------------------------
METRICS_TOKEN = env.str("METRICS_TOKEN", "")
METRICS_FLUSH_S = env.float("METRICS_FLUSH_S", 10.0)
if SENTRY_DSN := env.str("SENTRY_DSN", ""):
    sentry.begin(SENTRY_DSN)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": logs.formatter(env.str("LOG_FORMAT", "text"))}},
    "filters": {"about": {"()": "jobs.about.About"}, "secrets": {"()": "config.logs.WithoutSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["about", "secrets"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
}
