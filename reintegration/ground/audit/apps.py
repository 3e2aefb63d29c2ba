"""The audit app: it also keeps every registered trigger in force across migrations."""

from django.apps import AppConfig
from django.core import checks
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from reintegration.ground import protections

APPEND_ONLY = ("audit_auditentry", "audit_auditrow", "audit_auditseal", "audit_auditlink", "audit_statuschange")


class AuditConfig(AppConfig):
    name = "reintegration.ground.audit"
    label = "audit"
    verbose_name = _("audit")

    def ready(self):
        for table in APPEND_ONLY:
            protections.protect_append_only(table)
        # By name: this module is read before the models are.
        import_string("reintegration.ground.audit.sign_ins.listen")()
        pre_migrate.connect(lift_for_migrating, sender=self)
        post_migrate.connect(put_protections_in_place, sender=self)
        # At deployment, not at every start: `migrate` itself must be able to mend what this check finds.
        checks.register(protections_are_in_place, checks.Tags.database, deploy=True)


def lift_for_migrating(*, using, plan, **kwargs):
    """SQLite will not rename a remade table while a trigger of another table names it."""
    connection = connections[using]
    if plan and connection.vendor == "sqlite":
        protections.lift(connection)


def put_protections_in_place(*, using, **kwargs):
    protections.install(connections[using])


def protections_are_in_place(app_configs, databases, **kwargs):
    return [
        checks.Error(
            f"The protection {name} is missing, switched off or altered in database “{alias}”.",
            hint="Run manage.py migrate, and find out who removed it.",
            id="audit.E001",
        )
        for alias in databases or []
        for name in protections.missing(connections[alias])
    ]
