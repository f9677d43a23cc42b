"""The outbox alone, for tests that start and kill processes: no other app, the database and server they are given."""

from __future__ import annotations

import json
import os

SECRET_KEY = "nobody's"
INSTALLED_APPS = ["django.contrib.contenttypes", "vacrm.post", "django_tasks_db"]
DATABASES = {"default": json.loads(os.environ["OUTBOX_DATABASE"])}
DEFAULT_FROM_EMAIL = "nadia@morel.example"
USE_TZ = True
MAIL_HOLDS: list[str] = []
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
MAILERS = {
    "default": {
        "BACKEND": "vacrm.post.smtp.SmtpMailer",
        "OPTIONS": {"host": "127.0.0.1", "port": int(os.environ["OUTBOX_PORT"]), "timeout": 20},
    }
}
