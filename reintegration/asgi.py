"""The ASGI entry point."""

import os

from django.core.asgi import get_asgi_application

from reintegration.ground.production import refuse_demonstration_accounts

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reintegration.settings")
application = get_asgi_application()
refuse_demonstration_accounts()
