#!/usr/bin/env python
"""Run vacrm's commands: `python manage.py help` lists them."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vacrm.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:  # a wrong variable is said in one sentence, not in a traceback
        sys.exit(f"vacrm: {error}")
    except KeyboardInterrupt:  # Ctrl-C before the server could take it: what was half done is undone or done again
        sys.exit(130)
