"""Takes away the admin pages of libraries that have no place in the office: nobody is in a group, tasks show as jobs."""

from django.contrib import admin
from django.contrib.auth.models import Group
from django_tasks_db.models import DBTaskResult

admin.site.unregister([Group, DBTaskResult])
