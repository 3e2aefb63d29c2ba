"""The work of head office: files to check, to decide, to turn into orders and cheques."""

from datetime import timedelta

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from disbursements.models import Disbursement, PurchaseOrder
from disbursements.services import preparing
from programs.models import Application, FundingLine, Program
from reintegration.ground.audit.history import with_moved_on
from reintegration.ground.markup import isolated
from reintegration.office.statuses import PAUSE
from reintegration.office.today import duplicates
from reintegration.office.today.centre import PEOPLE, amount, ceremonies
from reintegration.office.today.items import (
    WorkItem,
    add_url,
    case_url,
    change_url,
    list_url,
    section,
    status_of,
    verb_url,
    with_you,
)

MINE = "?waits=me"
PAST = timedelta(days=366)
"""How long after its end a season's approved files stand among the work of the day."""


def officer_sections(user, today):
    rows = with_moved_on(Application.objects.visible_to(user).awaiting_check()).select_related(*PEOPLE, "centre")

    def item(application):
        check = {"action_label": _("Check the file"), "action_url": verb_url(application, "check")}
        return _file(application, today, application.amount_requested, **check)

    more_url = list_url(Application, "?status__exact=submitted")
    to_check = section(_("Files to check"), rows.order_by("moved_on", "pk"), item, more_url=more_url)
    return [to_check, duplicates.to_compare(user, today), ceremonies(user, today)]


def approver_sections(user, today):
    rows = with_moved_on(Application.objects.visible_to(user).awaiting_decision()).select_related(*PEOPLE, "centre")

    def item(application):
        decide = {"action_label": _("Decide"), "action_url": verb_url(application, "approve")}
        return _file(application, today, application.amount_requested, **decide)

    rows = rows.order_by("moved_on", "pk")
    return [section(_("Files to decide"), rows, item, more_url=list_url(Application, MINE))]


def _file(application, today, value, **action):
    also = {"also_label": _("Open the file"), "also_url": change_url(application)}
    return WorkItem(
        title=application.beneficiary.name,
        url=case_url(application.beneficiary),
        code=application.beneficiary.file_number,
        meta=[application.title, str(application.centre), amount(value)],
        ball=with_you(application.moved_on, today),
        primary=True,
        **(also | action),
        **status_of(application),
    )


def finance_sections(user, today):
    return [
        _to_prepare(user, today),
        _to_order(user, today),
        _to_sign(user, today),
        _orders(user, today),
        _left_by_past_seasons(user, today),
    ]


def _to_prepare(user, today):
    waiting = preparing.to_disburse(Application.objects.visible_to(user)).filter(program__closes_on__gt=today - PAST)
    rows = with_moved_on(waiting).select_related(*PEOPLE, "centre").order_by("moved_on", "pk")

    def item(application):
        form = f"{add_url(Disbursement)}?application={application.pk}&kind="
        ways = {
            "action_label": _("Prepare equipment"),
            "action_url": f"{form}equipment",
            "also_label": _("Prepare a cheque"),
            "also_url": f"{form}cheque",
        }
        return _file(application, today, application.left, **ways)

    return section(_("Approved, to be ordered or paid"), rows, item, more_url=reverse("admin:disbursements_to_prepare"))


def _left_by_past_seasons(user, today):
    """One line for each season long over whose approved money is not all spent, so that it buries no work of today."""
    over = preparing.to_disburse(Application.objects.visible_to(user)).filter(program__closes_on__lte=today - PAST)
    rows = over.values("program", "program__name_ar", "program__name_fr", "program__closes_on")
    rows = rows.annotate(files=Count("pk"), money=Sum("left")).order_by("program__closes_on")

    def item(row):
        program = Program(pk=row["program"], name_ar=row["program__name_ar"], name_fr=row["program__name_fr"])
        files = ngettext("%(count)d file", "%(count)d files", row["files"]) % {"count": row["files"]}
        url = list_url(Application, f"?program__id__exact={program.pk}&status__exact=approved")
        return WorkItem(
            title=program.name,
            url=url,
            meta=[files, amount(row["money"]), date_format(row["program__closes_on"], "F Y")],
            action_label=_("Open the list"),
            action_url=url,
            tone=PAUSE,
            status_label=_("Season over"),
        )

    return section(_("Approved in past seasons, not ordered or paid"), rows, item)


def _to_order(user, today):
    """Equipment that was prepared and stands on no purchase order: nothing else would remind of it."""
    rows = with_moved_on(
        Disbursement.objects.visible_to(user)
        .filter(status=Disbursement.Status.PREPARED, kind=Disbursement.Kind.EQUIPMENT, order__isnull=True)
        .select_related("application__beneficiary", "application__centre")
    ).order_by("moved_on", "pk")

    def item(disbursement):
        application = disbursement.application
        return WorkItem(
            title=application.beneficiary.name,
            url=case_url(application.beneficiary),
            code=application.beneficiary.file_number,
            meta=[str(application.centre), amount(disbursement.amount)],
            ball=with_you(disbursement.moved_on, today),
            action_label=_("Put on an order"),
            action_url=add_url(PurchaseOrder, f"?equipment={disbursement.pk}"),
            primary=True,
            **status_of(disbursement),
        )

    more_url = list_url(Disbursement, "?status__exact=prepared&kind__exact=equipment")
    return section(_("Equipment to order"), rows, item, more_url=more_url)


def _to_sign(user, today):
    rows = with_moved_on(
        Disbursement.objects.visible_to(user)
        .filter(status=Disbursement.Status.PREPARED, kind=Disbursement.Kind.CHEQUE)
        .select_related("application__beneficiary", "cheque__account")
    ).order_by("moved_on", "pk")

    def item(disbursement):
        person = disbursement.application.beneficiary
        return WorkItem(
            title=person.name,
            url=case_url(person),
            code=person.file_number,
            meta=[isolated(disbursement.cheque.account), amount(disbursement.amount)],
            ball=with_you(disbursement.moved_on, today),
            action_label=_("Sign the cheque"),
            action_url=verb_url(disbursement, "sign"),
            primary=True,
            **status_of(disbursement),
        )

    more_url = list_url(Disbursement, "?status__exact=prepared&kind__exact=cheque")
    return section(_("Cheques to sign"), rows, item, more_url=more_url)


def _orders(user, today):
    rows = with_moved_on(PurchaseOrder.objects.visible_to(user).under_way()).select_related("supplier")
    actions = {"draft": _("Place the order"), "placed": _("Record the delivery"), "received": _("Pay the supplier")}
    verbs = {"draft": "place", "placed": "receive", "received": "pay"}

    def item(order):
        return WorkItem(
            title=str(order.supplier),
            url=change_url(order),
            code=order.number,
            ball=with_you(order.moved_on, today),
            action_label=actions[order.status],
            action_url=verb_url(order, verbs[order.status]),
            **status_of(order),
        )

    return section(_("Purchase orders"), rows.order_by("moved_on", "pk"), item, more_url=list_url(PurchaseOrder, MINE))


def money_figures(user, today):
    """What is free on each line of the open seasons."""
    lines = (
        FundingLine.objects.visible_to(user)
        .filter(program__in=Program.objects.open_on(today))
        .select_related("program")
    )
    rows = [{"label": str(line), "value": amount(line.free), "url": change_url(line)} for line in lines]
    return [{"title": _("Free on the funding lines"), "rows": rows}] if rows else []
