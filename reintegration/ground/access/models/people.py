"""Users and their postings. What a role may do stands in the role table, not here."""

from functools import cached_property

from django.contrib.admin import display
from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from reintegration.ground.access.models.centres import Centre, TerritoryQuerySet, current
from reintegration.ground.access.rights import permissions_of
from reintegration.ground.access.scope import Scope
from reintegration.ground.records import Record


class UserQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Head office sees all users; a centre sees the people posted to it."""
        if user.scope.is_national:
            return self
        today = timezone.localdate()
        colleagues = Posting.objects.on(today).filter(centre__in=user.scope.centre_ids).values("user")
        return self.filter(Q(pk=user.pk) | Q(pk__in=colleagues))


class ScopedUserManager(UserManager.from_queryset(UserQuerySet)):
    use_in_migrations = False


class User(AbstractUser):
    """A person who signs in. Rights come from postings alone; there are no groups and no superusers."""

    class Status(models.TextChoices):
        """Where an account stands now; nothing stores it."""

        DRAFT = "draft", _("Not used yet")
        VALID = "valid", _("In use")
        CLOSED = "closed", pgettext_lazy("account", "Closed")

    first_name = None
    last_name = None
    groups = None
    user_permissions = None
    full_name_ar = models.CharField(_("full name in Arabic"), max_length=120)
    full_name_latin = models.CharField(_("full name in Latin letters"), max_length=120)
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=[("ar", _("Arabic")), ("fr", _("French")), ("en", _("English"))],
        default="ar",
    )
    is_demonstration = models.BooleanField(_("demonstration account"), default=False, editable=False)

    REQUIRED_FIELDS = ["full_name_ar", "full_name_latin"]
    objects = ScopedUserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(condition=Q(is_superuser=False), name="user_is_never_superuser"),
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="user_mail_address_once",
                violation_error_message=_("Another account has this mail address."),
            ),
        ]

    def __str__(self):
        return self.get_full_name()

    def get_full_name(self):
        return self.full_name_ar if get_language() == "ar" else self.full_name_latin

    get_short_name = get_full_name

    @property
    def is_used(self):
        """Whether somebody has chosen a password for this account, or has been in."""
        return self.last_login is not None or (bool(self.password) and self.has_usable_password())

    @property
    def may_forget(self):
        """Whether a link by mail can replace the password."""
        return self.is_active and not self.is_demonstration and bool(self.password) and self.has_usable_password()

    @property
    @display(description=_("status"))
    def status(self):
        if not self.is_active:
            return self.Status.CLOSED
        return self.Status.VALID if self.is_used else self.Status.DRAFT

    def get_status_display(self):
        return self.status.label

    @cached_property
    def postings_now(self):
        """The postings in force today. Queries once per instance, so once per request; twice for a delegate."""
        today = timezone.localdate()
        postings = list(self.postings.on(today).select_related("centre"))
        if any(posting.on_behalf_of_id for posting in postings):
            return list(self.postings.in_force(today).select_related("centre", "on_behalf_of"))
        return postings

    def principal_for(self, permission):
        """For whom this user acts when using a permission; None when a posting of their own gives it."""
        givers = [posting for posting in self.postings_now if permission in permissions_of(posting.role)]
        is_own = any(posting.on_behalf_of_id is None for posting in givers)
        return None if is_own or not givers else min(givers, key=lambda posting: posting.pk).on_behalf_of

    @cached_property
    def scope(self):
        """The rows this user may see: all of them, or those of some centres."""
        return Scope.of(self)


class PostingQuerySet(TerritoryQuerySet):
    def confirmed(self):
        """What a second administrator agreed to, or the console gave: the others give no right yet."""
        return self.filter(confirmed_at__isnull=False)

    def waiting(self):
        """What one administrator asked for, and no other has confirmed yet."""
        return self.filter(confirmed_at__isnull=True)

    def waiting_for(self, user, *, on):
        """What another administrator asked for, and `user` can confirm."""
        if not user.has_perm("access.change_posting"):
            return self.none()
        return self.waiting().exclude(asked_by=user).exclude(user=user)

    def on(self, day):
        """The confirmed postings that hold on a day."""
        return self.confirmed().filter(current(day))

    def own(self):
        """Postings in a user's own name; the others are delegations."""
        return self.filter(on_behalf_of__isnull=True)

    def in_force(self, day):
        """What gives rights on a day: a delegation only while its principal is active and holds the role themselves."""
        same_place = Q(centre=models.OuterRef("centre")) | Q(centre__isnull=True)
        lent = (
            Posting.objects.own()
            .on(day)
            .filter(
                same_place,
                user=models.OuterRef("on_behalf_of"),
                role=models.OuterRef("role"),
                user__is_active=True,
            )
        )
        return self.on(day).filter(Q(on_behalf_of__isnull=True) | models.Exists(lent))

    def coordinating(self, centre, day):
        """The coordinators of a centre on a day, longest in post first; an outer query can give both (`OuterRef`).

        Not their delegates: a paper names who holds the post.
        """
        own = self.own().on(day).filter(centre=centre, role=Posting.Role.COORDINATOR)
        return own.order_by("starts_on", "pk")


class Posting(Record):
    """A user in a role, at a centre or (without one) at head office, during a time."""

    class Role(models.TextChoices):
        COORDINATOR = "coordinator", _("Regional coordinator")
        SOCIAL_WORKER = "social_worker", _("Social worker")
        PROGRAMME_OFFICER = "programme_officer", _("Programme officer")
        APPROVER = "approver", _("Approver")
        FINANCE_OFFICER = "finance_officer", _("Finance officer")
        AUDITOR = "auditor", _("Auditor")
        ADMINISTRATOR = "administrator", _("Administrator")

    CENTRE_ROLES = (Role.COORDINATOR, Role.SOCIAL_WORKER)

    class Status(models.TextChoices):
        """Where a posting stands today; nothing stores it."""

        WAITING = "waiting", _("To be confirmed")
        PLANNED = "planned", _("Begins later")
        VALID = "valid", _("In force")
        CLOSED = "closed", _("Over")

    user = models.ForeignKey(User, models.PROTECT, related_name="postings", verbose_name=_("user"))
    centre = models.ForeignKey(
        Centre,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="postings",
        verbose_name=_("centre"),
        help_text=_("Empty for head office."),
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    starts_on = models.DateField(_("from"), default=timezone.localdate)
    ends_on = models.DateField(_("to"), null=True, blank=True)
    on_behalf_of = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="delegations",
        verbose_name=_("on behalf of"),
        help_text=_("For a delegation: who holds the role and lends it until the last day."),
    )
    asked_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("asked for by")
    )
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("confirmed by")
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, editable=False)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")), name="posting_in_order"
            ),
            models.CheckConstraint(
                condition=Q(role__in=["coordinator", "social_worker"], centre__isnull=False)
                | (~Q(role__in=["coordinator", "social_worker"]) & Q(centre__isnull=True)),
                name="posting_has_centre_by_role",
                violation_error_message=_(
                    "Coordinators and social workers work at a centre; the other roles at head office."
                ),
            ),
            models.CheckConstraint(
                condition=Q(on_behalf_of__isnull=True) | (Q(ends_on__isnull=False) & ~Q(on_behalf_of=models.F("user"))),
                name="posting_delegated_for_a_time",
                violation_error_message=_("A delegation has a last day, and nobody delegates to themselves."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=True, asked_by__isnull=True)
                | (
                    Q(confirmed_at__isnull=False, confirmed_by__isnull=False, asked_by__isnull=False)
                    & ~Q(confirmed_by=F("asked_by"))
                    & ~Q(confirmed_by=F("user"))
                    & ~Q(asked_by=F("user"))
                ),
                name="posting_confirmed_by_another",
                violation_error_message=_("Another administrator than the one who asked confirms a posting."),
            ),
        ]

    def __str__(self):
        place = self.centre or _("Head office")
        return f"{self.get_role_display()} – {place}"

    def clean(self):
        if self.ends_on and self.starts_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The end is before the beginning.")})

    @property
    @display(description=_("status"))
    def status(self):
        today = timezone.localdate()
        if self.confirmed_at is None:
            return self.Status.WAITING
        if self.ends_on and self.ends_on < today:
            return self.Status.CLOSED
        return self.Status.VALID if self.starts_on <= today else self.Status.PLANNED

    def get_status_display(self):
        return self.status.label
