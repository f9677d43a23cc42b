"""The settings of the tests: vacrm's own, on a data folder of their own, deaf to the user's variables."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

for _name in ("VACRM_ENV", "VACRM_NOW", "DEBUG", "SECRET_KEY", "ALLOWED_HOSTS", "EMAIL_HOST", "LOG_LEVEL"):
    os.environ.pop(_name, None)
_folder = tempfile.mkdtemp(prefix="vacrm-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["VACRM_DATA"] = _folder

from vacrm.settings import *  # noqa: E402, F403  the variables come first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody's passwords, made by the dozen
