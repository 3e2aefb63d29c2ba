"""The ASGI entry point."""

import os
from concurrent.futures import ThreadPoolExecutor

from django.core.asgi import get_asgi_application

from reintegration.ground.production import refuse_demonstration_accounts

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reintegration.settings")
application = get_asgi_application()
# Servers load this inside an event loop, where Django asks no database.
with ThreadPoolExecutor(max_workers=1) as beside:
    beside.submit(refuse_demonstration_accounts).result()
