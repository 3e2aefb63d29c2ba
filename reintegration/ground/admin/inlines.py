"""Rows edited inside their parent's page."""

from django.contrib import admin

from reintegration.ground.admin.writing import ServiceWriting


class ScopedInline(ServiceWriting):
    extra = 0
    show_change_link = False

    def get_queryset(self, request):
        return self.model._default_manager.get_queryset().visible_to(request.user)


class ScopedTabularInline(ScopedInline, admin.TabularInline):
    pass


class ScopedStackedInline(ScopedInline, admin.StackedInline):
    pass
