"""Settings: one file, runs with no variable set; the README lists the variables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vacrm import clock, environment

BASE_DIR = Path(__file__).resolve().parent.parent

# Everything the program writes lies in this one folder: database, secret key, mail, documents.
DATA_DIR = environment.folder("VACRM_DATA", BASE_DIR / "var")

clock.fixed()  # a wrong VACRM_NOW stops the start, not the first page

# --- the house ---------------------------------------------------------------------------------

PRODUCTION = environment.choice("VACRM_ENV", "local", "production") == "production"
DEBUG = environment.flag("DEBUG") and not PRODUCTION
ALLOWED_HOSTS = environment.hosts("ALLOWED_HOSTS")
if PRODUCTION and not (environment.text("SECRET_KEY") and ALLOWED_HOSTS):
    raise ImproperlyConfigured("VACRM_ENV=production needs SECRET_KEY and ALLOWED_HOSTS: set both, then start again.")
if not PRODUCTION:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]
SECRET_KEY = environment.secret_key("SECRET_KEY", DATA_DIR / "secret-key")

INSTALLED_APPS = [
    "vacrm",
    "vacrm.post",
    "sops",
    "clients",
    "requests",
    "billing",
    "seeds",
    "vacrm.desk.apps.DeskConfig",  # the admin, with a site of our own
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "vacrm.statics.StaticFiles",
    "django.middleware.gzip.GZipMiddleware",  # adds random bytes, so that lengths tell nothing (BREACH)
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "vacrm.entering.FirstRun",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "vacrm.preferences.Language",
    "vacrm.views.door.Seen",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "sops.localtime.LocalTime",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "vacrm.urls"
WSGI_APPLICATION = "vacrm.wsgi.application"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["vacrm.templatetags.vacrm_urls"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "vacrm.frame.frame",
            ],
        },
    },
]
# What is the same on every page is drawn once; while somebody works on the pages (DEBUG), each time.
_DRAWN = "dummy.DummyCache" if DEBUG else "locmem.LocMemCache"
# Room enough that the knocks of many strangers (`vacrm/limiting.py`) push neither each other nor the drawn parts out.
CACHES = {
    "default": {
        "BACKEND": f"django.core.cache.backends.{_DRAWN}",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
FORM_RENDERER = "vacrm.inputs.Inputs"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- the frame of the pages: the ground knows the rooms above it by these names only --------------------

# Key, label, icon and the name of the address; a page that does not exist yet is not shown.
SHELL_NAV = [
    ("today", _("Today"), "sun", "home"),
    ("pipeline", _("Pipeline"), "signpost-split", "clients:pipeline"),
    ("quotes", _("Quotes"), "file-earmark-text", "billing:quote-list"),
    ("requests", _("Requests"), "inbox", "requests:request-list"),
    ("time", pgettext_lazy("page", "Time"), "stopwatch", "requests:time-week"),
    ("month", _("Month"), "calendar-check", "billing:month"),
    ("invoices", _("Invoices"), "receipt", "billing:invoice-list"),
    ("reports", _("Reports"), "cash-coin", "billing:report-list"),
    ("clients", _("Clients"), "people", "clients:client-list"),
    ("sop", _("SOP"), "journal-text", "sops:sop-detail"),
    ("settings", _("Settings"), "gear", "settings"),
    ("workshop", _("Workshop"), "wrench", "admin:index"),
]
# The pages of the settings: key, label, icon, name of the address, and the function that says how it stands.
SETTINGS_PAGES = [
    ("business", _("Business"), "briefcase", "billing:business-edit", "billing.views.settings.business_stands"),
    ("numbering", _("Numbering"), "tag", "billing:numbering-edit", "billing.views.settings.numbering_stands"),
    ("mail", _("Mail"), "envelope", "billing:mail-detail", "billing.views.mail.mail_stands"),
    ("goals", _("Goals and capacity"), "flag", "billing:goal-edit", "billing.views.settings.goal_stands"),
    (
        "booking",
        _("Calls and calendar"),
        "calendar3",
        "clients:booking-edit",
        "clients.views.booking_settings.booking_stands",
    ),
    ("preferences", _("Language and look"), "circle-half", "preferences", "vacrm.views.settings.preferences_stand"),
    ("sessions", _("Password and sessions"), "lock", "session-list", "vacrm.views.door.sessions_stand"),
    ("program", _("Data and version"), "folder2", "program-detail", "vacrm.views.settings.program_stands"),
]
# Where the time zone of the pages is set: it is a rule of the procedures.
ZONE_PAGE = "sops:sop-detail"
# What can be begun from any page: key, label, icon and the name of the address (with the field to write in).
SHELL_QUICK = [
    ("n", _("New request"), "plus-lg", "requests:request-new"),
    ("l", _("Log time"), "stopwatch", "requests:time-week#time-q"),
]
# The keys there are, as the help (?) shows them: of which page (empty: of every page), each key and what it does.
SHELL_KEYS = [
    (
        "",
        [
            ("Ctrl K", _("Search or jump")),
            ("?", _("Show the keys")),
            ("N", _("New request")),
            ("L", _("Log time")),
            ("T", _("Stop the timer, or start it on the page of time")),
            ("Esc", _("Close what is open")),
        ],
    ),
    (
        pgettext_lazy("page", "Time"),
        [("← → ↑ ↓", _("Move in the week")), ("Enter", _("Edit a cell, save it")), ("Esc", _("Leave it as it was"))],
    ),
    (
        _("Requests"),
        [
            ("J K", _("Next and previous request")),
            ("Enter", _("Open it")),
            ("C", _("Confirm")),
            ("P", _("Propose the date without surcharge")),
            ("D", _("Decline")),
        ],
    ),
    (_("Pipeline"), [("[ ]", _("Move the card back or on"))]),
    (
        _("Month"),
        [
            ("J K", _("Next and previous client")),
            ("E", _("Explain the lines")),
            ("X", _("Leave out, or take in")),
            ("V", _("Preview the document")),
            ("Ctrl Enter", _("Issue, or send")),
        ],
    ),
    (_("SOP"), [("Ctrl Enter", _("Publish the draft you review"))]),
    (_("Invoices"), [("R", _("Record a payment")), ("M", _("Send a reminder")), ("V", _("Open the document"))]),
]
# Functions of a request and a moment: what the bar of every page shows, such as the running timer.
SHELL_CARDS = ["requests.shell.timer"]
# Functions of a day and a moment: what Today shows.
TODAY = [
    "requests.today.today",
    "clients.ofmeetings.today",
    "clients.bringing.today",
    "billing.waiting.today",
    "billing.today.today",
    "billing.balances.today",
    "vacrm.post.today.today",
]
# Where every address leads as long as there is no user.
FIRST_RUN = "seeds:welcome"
# The mark of the sample business; and functions of nothing that say whether mail must not leave the house.
SAMPLE = "seeds.Sample"
MAIL_HOLDS = ["seeds.sampling.is_there"]
# What Today shows while nothing else is there: functions of nothing.
FIRST_STEPS = [
    "sops.today.first_steps",
    "clients.today.first_steps",
    "requests.today.first_steps",
    "sops.today.signing",
]
# Functions of the words looked for: what the palette finds.
FINDERS = ["clients.finding.find", "requests.finding.find", "billing.finding.quotes", "billing.finding.find"]
# A client's pages are shown by several rooms: key, label and address of each tab; functions of a client and a day
# for the overview; functions of a client for the history; functions of a day for what the list says of money.
CLIENT_TABS = [
    ("overview", _("Overview"), "clients:client-detail"),
    ("process", _("Process"), "clients:client-process"),
    ("onboarding", _("Onboarding"), "clients:onboarding"),
    ("requests", _("Requests"), "requests:client-requests"),
    ("time", pgettext_lazy("page", "Time"), "requests:client-time"),
    ("quotes", _("Quotes"), "billing:client-quotes"),
    ("billing", _("Billing"), "billing:client-billing"),
    ("documents", _("Documents"), "clients:client-documents"),
    ("history", _("History"), "clients:client-history"),
]
CLIENT_PANELS = [
    "clients.ofmeetings.panel",
    "requests.ofclient.panel",
    "billing.ofclient.panel",
    "clients.ofportal.panel",
]
CLIENT_EVENTS = [
    "clients.history.moves",
    "clients.ofmeetings.events",
    "clients.ofportal.events",
    "clients.bringing.events",
    "requests.ofclient.events",
    "billing.ofclient.events",
]
CLIENT_DOCUMENTS = [
    "clients.documents.handbooks",
    "clients.bringing.documents",
    "requests.ofclient.documents",
    "billing.ofclient.documents",
]
CLIENT_MONEY = {"unbilled": "billing.owing.unbilled", "overdue": "billing.owing.overdue"}
# The way from the first contact to the kickoff: functions of a client and a number for what happened on it; functions
# of clients and a day for what each room knows of them (`clients/onway.py`); and of a service for who asks for it.
CLIENT_PROCESS = [
    "clients.process.moves",
    "clients.process.evidence",
    "clients.bringing.ticks",
    "clients.ofmeetings.on_the_way",
    "billing.onpipeline.events",
]
PIPELINE_FACTS = ["clients.bringing.known", "billing.onpipeline.facts"]
PIPELINE_SERVICES = ["clients.choosing.agreed", "billing.onpipeline.offered"]
# The portal is shown by several rooms too: key, label and address (given the client) of each tab; functions of a
# client, a day and a moment for the first page; functions of a client for the documents; and the address that a link
# for one thing opens, by the kind of its scope: for “quote:12” it is given the client and 12.
PORTAL_TABS = [
    ("home", pgettext_lazy("portal", "Home"), "clients:portal-home"),
    ("quotes", _("Quotes"), "billing:portal-quotes"),
    ("requests", _("Requests"), "requests:portal-requests"),
    ("invoices", _("Invoices"), "billing:portal-invoices"),
    ("documents", _("Documents"), "clients:portal-documents"),
    ("rules", _("Our rules"), "clients:portal-rules"),
]
PORTAL_PANELS = [
    "clients.ofportal.proposed",
    "clients.bringing.panel",
    "billing.ofportal.offers",
    "requests.ofportal.panel",
    "billing.ofportal.panel",
]
PORTAL_DOCUMENTS = [
    "clients.ofportal.documents",
    "clients.bringing.portal_documents",
    "requests.ofportal.documents",
    "billing.ofportal.documents",
]
PORTAL_PLACES = {"quote": "billing:portal-quote"}
PORTAL_SCOPES = {"quote": _("for one quote"), "kickoff": _("for the kickoff")}  # such a link, among those of a client
# The pages of the procedures, of several rooms: key, label and address of each tab (`sops/heading.py` says how a room
# adds one); and functions of a version and a day for what stands under the form of a chapter.
SOP_TABS = [
    ("document", _("What clients read"), "sops:sop-detail"),
    ("chapters", _("Write"), "sops:chapter-list"),
    ("what-if", _("What if"), "requests:what-if"),
    ("replay", _("On past requests"), "requests:replay"),
    ("texts", _("Texts to copy"), "sops:text-list"),
    ("versions", _("Versions"), "sops:version-list"),
]
SOP_PANELS = ["requests.ofsop.panel"]
# What the private calendar holds: functions of a language and a moment, that give entries (`vacrm/ical.py`).
CALENDAR_FEEDS = ["clients.feeding.meetings", "requests.ofcalendar.wanted"]
# Of the agreement of an outer question, the minutes that its package was worked for between two days.
PACKAGE_HOURS = "requests.planning.package_hours"
# What a package has in a month: an expression of what the month before left, and the minutes that follow from it.
PACKAGE_BEFORE, PACKAGE_HOLDS = "billing.balances.settled_before", "billing.balances.holds"
# Functions of clients, by id, and a day: what holds them back until it is paid (`clients/gates.py`).
CLIENT_GATES = ["billing.gating.holds"]
# What leaves with a client who is deleted, from the top down: functions of a client; money never leaves.
CLIENT_LEAVES = ["billing.leaving.leave", "requests.leaving.leave"]
# Says of time entries, by id, what keeps them as they are.
TIME_LOCKS = "billing.locking.locks_of"
# Takes time entries, by id, off the drafts that hold them.
TIME_LOOSE = "billing.locking.loosen"

# --- facts ---------------------------------------------------------------------------------------

DATABASES = {"default": environment.database("DATABASE_URL", DATA_DIR / "vacrm.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = ["vacrm.preferences.Account"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{rule}"}
    for rule in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

# --- background work and mail ----------------------------------------------------------------------

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# What the worker does again and again beside the queue: dotted names of functions that take `at`.
# Each reads from the facts what is due, so a missed minute is caught up and a second run does nothing.
PERIODIC = [
    "vacrm.post.sending.catch_up",
    "requests.attaching.forget",
    "clients.sharing.forget",
    "clients.nudging.remind_of_steps",
    "clients.inviting.remind",
    "clients.admitting.forget",
]

# Without an SMTP server, messages are written as .eml files into this folder.
VACRM_MAIL_DIR = DATA_DIR / "mail"
MAIL_CONFIGURED = bool(environment.text("EMAIL_HOST"))
DEFAULT_FROM_EMAIL = environment.mailbox("DEFAULT_FROM_EMAIL", "vacrm@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
_SMTP: dict[str, Any] = {
    "BACKEND": "vacrm.post.smtp.SmtpMailer",
    "OPTIONS": {
        "host": environment.text("EMAIL_HOST"),
        "port": environment.port("EMAIL_PORT", 465 if environment.flag("EMAIL_USE_SSL") else 587),
        "username": environment.text("EMAIL_HOST_USER"),
        "password": environment.text("EMAIL_HOST_PASSWORD"),
        "use_tls": environment.flag("EMAIL_USE_TLS"),
        "use_ssl": environment.flag("EMAIL_USE_SSL"),
        "timeout": 60,  # also the most that a whole message may take to leave
    },
}
_FILES: dict[str, Any] = {
    "BACKEND": "vacrm.post.folder.FolderMailer",
    "OPTIONS": {"folder": VACRM_MAIL_DIR},
}
if _SMTP["OPTIONS"]["use_tls"] and _SMTP["OPTIONS"]["use_ssl"]:
    raise ImproperlyConfigured("EMAIL_USE_TLS and EMAIL_USE_SSL exclude each other: set the one your provider names.")
MAILERS = {"default": _SMTP if MAIL_CONFIGURED else _FILES}

# --- languages and time ----------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600  # remembered on the machine she chose it on
LOCALE_PATHS = [BASE_DIR / "vacrm" / "locale"]
TIME_ZONE = "UTC"  # moments are kept in UTC; civil days are read in the time zone of the SOP
USE_TZ = True

# --- the door ----------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [("guide", BASE_DIR / "docs" / "pictures")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "vacrm.statics.MarkedStorage"},
}
WHITENOISE_USE_FINDERS = True  # served straight from the packages: no collecting step, nothing to forget

# No inline script or style but those that carry the nonce of the answer, and nothing from elsewhere.
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "vacrm.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
CSRF_FAILURE_VIEW = "vacrm.views.pages.forged"
SECURE_HSTS_SECONDS = 3600 * 24 * 30 if PRODUCTION else 0
CSRF_TRUSTED_ORIGINS = [f"https://{host.removeprefix('.')}" for host in ALLOWED_HOSTS if PRODUCTION and host != "*"]
BEHIND_PROXY = environment.flag("BEHIND_PROXY")  # a proxy of yours sets the headers, and drops those that came in
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- the log: to the standard error, where a person or a service manager reads it -----------------------

_LEVEL = environment.choice("LOG_LEVEL", "WARNING", "INFO", "DEBUG", "ERROR")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": _LEVEL},
    "loggers": {"django": {"handlers": [], "level": _LEVEL}},  # Django's own would print beside it
}
