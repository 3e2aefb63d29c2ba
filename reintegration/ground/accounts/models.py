"""Ways in: invitations by mail, recovery codes, and the sessions under way. Codes and links are kept as digests."""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.contrib.admin import display
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

INVITED_FOR = timedelta(hours=72)
"""How long the link of an invitation holds."""


def digest(secret):
    """The SHA-256 of a long random secret, in hex: 80 random bits and more need neither salt nor slowness."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Session(AbstractBaseSession):
    """A browser's session; of whom, from where, and when it was used last. Its data are sealed (`sessions`)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions", verbose_name=_("user")
    )
    address = models.GenericIPAddressField(_("address"), null=True)
    browser = models.CharField(_("browser"), max_length=200, blank=True)
    started_at = models.DateTimeField(_("signed in"), default=timezone.now)
    seen_at = models.DateTimeField(_("last used"), default=timezone.now)

    objects = BaseSessionManager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")


class RecoveryCode(models.Model):
    """A code that stands once for a lost second factor."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes", verbose_name=_("user")
    )
    digest = models.CharField(_("digest"), max_length=64)
    used_at = models.DateTimeField(_("used at"), null=True)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_of_user_once")]

    def __str__(self):
        return f"{self.user_id}: {self.pk}"


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.scope.is_national else self.none()

    def waiting(self):
        """What one administrator asked for, and no other has confirmed yet."""
        return self.filter(sent_at=None, ended_at=None)

    def waiting_for(self, user, *, on):
        """What another administrator asked for, and `user` can confirm."""
        if not user.has_perm("access.change_user"):
            return self.none()
        return self.waiting().exclude(asked_by=user).exclude(user=user)

    def open(self, now):
        """The invitations whose link holds."""
        return self.filter(ended_at=None, sent_at__gt=now - INVITED_FOR)


class Invitation(models.Model):
    """A way in by a mailed link: to a new account, or anew for whoever lost the second factor or the address.

    An account that has been used is opened anew only when a second administrator agrees.
    """

    class Status(models.TextChoices):
        """Where an invitation stands now; nothing stores it."""

        WAITING = "waiting", _("To be confirmed")
        SENT = "sent", _("Sent")
        CLOSED = "closed", _("Over")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="invitations", verbose_name=_("user")
    )
    email = models.EmailField(_("mail address"))
    token_digest = models.CharField(_("digest of the link"), max_length=64, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("asked for by"),
    )
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    ended_at = models.DateTimeField(_("used or withdrawn"), null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | (~Q(confirmed_by=F("asked_by")) & ~Q(confirmed_by=F("user")) & ~Q(asked_by=F("user"))),
                name="invitation_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | ~Q(token_digest=""), name="invitation_sent_with_link"
            ),
            models.UniqueConstraint(
                fields=["token_digest"], condition=~Q(token_digest=""), name="invitation_link_once"
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at__isnull=True), name="invitation_open_once_a_user"
            ),
        ]

    def __str__(self):
        return self.email

    @property
    @display(description=_("status"))
    def status(self):
        if self.ended_at:
            return self.Status.CLOSED
        if self.sent_at is None:
            return self.Status.WAITING
        return self.Status.SENT if self.sent_at > timezone.now() - INVITED_FOR else self.Status.CLOSED

    def get_status_display(self):
        return self.status.label
