"""Takes away admin pages of libraries: nobody is in a group here, and background tasks show as jobs."""

from django.contrib import admin
from django.contrib.auth.models import Group
from django_tasks_db.models import DBTaskResult

admin.site.unregister([Group, DBTaskResult])
