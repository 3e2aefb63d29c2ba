"""Who did what, when and for whom: append-only entries, the hash chain over them, and every change of a status."""

import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reintegration.ground.keys import owned

PROOFS = ROWS_DIGEST, COVERS = ("rows_digest", "covers")
"""What an entry's changes hold for `verify_audit` alone: the digest of its rows, and the row it was written with."""


def _user(verbose_name, related_name="+", **options):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=verbose_name, related_name=related_name, **options
    )


class SubjectQuerySet(models.QuerySet):
    def about(self, subject):
        """The rows about one record, or with a model class about all records of that model."""
        rows = self.filter(subject_type=subject._meta.label_lower)
        return rows if isinstance(subject, type) else rows.filter(subject_id=str(subject.pk))

    def visible_to(self, user):
        """Head office reads the trail as far as the role's permissions go; others only what they did themselves."""
        return self if user.scope.is_national else self.filter(by=user)


class AuditEntryQuerySet(SubjectQuerySet):
    def unsealed(self):
        """Entries that the chain does not hold yet, oldest first."""
        return self.filter(link__isnull=True).order_by("pk")


class AuditEntry(models.Model):
    """One act. `digest` covers every column but the id, which the chain covers; personal values are ciphertext."""

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = _user(_("user"), null=True, blank=True)
    actor = models.CharField(
        _("who"), max_length=200, help_text=_("The user name then, or console:<user of the machine>.")
    )
    on_behalf_of = _user(_("on behalf of"), null=True, blank=True)
    action = models.SlugField(_("action"), max_length=60)
    subject_type = models.CharField(_("kind of record"), max_length=100)
    subject_id = models.CharField(_("record"), max_length=64, blank=True)
    label = models.CharField(_("number"), max_length=100, blank=True)
    changes = models.JSONField(_("changes"), default=dict, encoder=DjangoJSONEncoder)
    sealed_note = models.TextField(blank=True)
    request_id = models.CharField(_("request"), max_length=64, blank=True)
    key_id = models.CharField(_("key"), max_length=8, default="", help_text=_("Names the key of the digest."))
    digest = models.CharField(_("digest"), max_length=64)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "-id"], name="audit_by_subject")]

    def __str__(self):
        return f"{self.action} {self.subject_type} {self.label or self.subject_id}"

    @property
    def opened_changes(self):
        """`changes` with sealed values opened: for readers who may see the record itself."""
        with owned.held():
            return {
                name: [_opened(value) for value in pair] for name, pair in self.changes.items() if name not in PROOFS
            }

    @property
    def note(self):
        return owned.unseal(self.sealed_note) if self.sealed_note else ""


def _opened(value):
    return owned.unseal(value["sealed"]) if isinstance(value, dict) and set(value) == {"sealed"} else value


class AuditRow(models.Model):
    """One record among the many that one entry is about (an import): `digest` covers the values as they were written.

    The entry covers the digest of all its rows.
    """

    entry = models.ForeignKey(AuditEntry, models.PROTECT, verbose_name=_("entry"), related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    subject_type = models.CharField(_("kind of record"), max_length=100)
    subject_id = models.CharField(_("record"), max_length=64)
    digest = models.CharField(_("digest"), max_length=64)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit row")
        verbose_name_plural = _("audit rows")
        ordering = ["entry", "number"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="audit_row_by_subject")]
        constraints = [models.UniqueConstraint(fields=["entry", "number"], name="audit_row_numbered")]

    def __str__(self):
        return f"{self.entry_id}/{self.number}"


class AuditSeal(models.Model):
    """One run of the sealer: the part of the chain it wrote, and the chain's head after it."""

    at = models.DateTimeField(_("when"), default=timezone.now)
    first_position = models.PositiveBigIntegerField(_("first position"))
    last_position = models.PositiveBigIntegerField(_("last position"), unique=True)
    head = models.CharField(_("head of the chain"), max_length=64)

    class Meta:
        verbose_name = _("audit seal")
        verbose_name_plural = _("audit seals")
        ordering = ["last_position"]

    def __str__(self):
        return f"{self.first_position}-{self.last_position}"


class AuditLink(models.Model):
    """The place of one entry in the chain; its digest covers the entry, the place and the digest before it."""

    entry = models.OneToOneField(AuditEntry, models.PROTECT, verbose_name=_("entry"), related_name="link")
    seal = models.ForeignKey(AuditSeal, models.PROTECT, verbose_name=_("seal"), related_name="links")
    position = models.PositiveBigIntegerField(_("position"), unique=True)
    key_id = models.CharField(_("key"), max_length=8, default="")
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        verbose_name = _("audit link")
        verbose_name_plural = _("audit links")
        ordering = ["position"]

    def __str__(self):
        return str(self.position)


class StatusChange(models.Model):
    """One step of one record through its process; asked for "the status on a day". Written by the engine only."""

    subject_type = models.CharField(_("kind of record"), max_length=100)
    subject_id = models.CharField(_("record"), max_length=64)
    from_status = models.CharField(_("from"), max_length=40, blank=True)
    to_status = models.CharField(_("to"), max_length=40)
    verb = models.CharField(_("step"), max_length=60)
    on = models.DateField(_("day"), default=timezone.localdate, help_text=_("The day it happened."))
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = _user(_("user"), null=True, blank=True)
    on_behalf_of = _user(_("on behalf of"), null=True, blank=True)
    sealed_reason = models.TextField(blank=True)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("status change")
        verbose_name_plural = _("status changes")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "at"], name="status_by_subject")]

    def __str__(self):
        return f"{self.from_status} → {self.to_status}"

    @property
    def reason(self):
        return owned.unseal(self.sealed_reason) if self.sealed_reason else ""


class IdempotencyKey(models.Model):
    """The first answer to a form, kept so that the same form sent twice is done once."""

    key = models.UUIDField(unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("user"), related_name="+")
    path = models.CharField(max_length=500)
    payload = models.JSONField(default=dict)
    """The keyed digest of each field as it was first sent: it shows what differs, never what was typed."""
    answer = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")

    def __str__(self):
        return str(self.key)
