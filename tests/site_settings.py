"""The settings of the web application in tests: a data folder that goes when the tests end."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="openmips-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["OPENMIPS_DATA"] = _folder

from openmips.site.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
