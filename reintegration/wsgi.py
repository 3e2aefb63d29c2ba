"""The WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

from reintegration.ground.production import refuse_demonstration_accounts

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reintegration.settings")
application = get_wsgi_application()
refuse_demonstration_accounts()
