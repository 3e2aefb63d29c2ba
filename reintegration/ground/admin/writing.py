"""How admin forms reach the services: choices limited to visible rows, writes through `store` and `remove`."""

from reintegration.ground import records
from reintegration.ground.admin.filters import visible_rows


class ServiceWriting:
    """Shared by admins and inlines. Override `store` and `discard` to call the app's own verbs."""

    def get_field_queryset(self, db, db_field, request):
        """Choices of a foreign key: a forged POST with another centre's row fails like any unknown choice."""
        return visible_rows(db_field.remote_field.model, request.user)

    def store(self, record, *, by):
        records.store(record, by=by)

    def discard(self, record, *, by):
        records.remove(record, by=by)
