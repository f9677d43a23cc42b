"""The door for any WSGI server: `vacrm.wsgi:application`."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vacrm.settings")
application = get_wsgi_application()

from vacrm.warming import warm  # noqa: E402  once the apps are there

warm()
