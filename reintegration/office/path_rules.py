"""The rules of the path, each a sentence: whoever is at this point has this next step. The first that answers holds."""

from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from beneficiaries.models import Episode, LifeProject
from disbursements.models import Disbursement, EquipmentLine, Handover, PurchaseOrder
from disbursements.workflow import MARK, PAY, PREPARE
from programs.models import Application
from programs.workflow import DECIDE, SUBMIT, UNDER_WAY
from reintegration.office.path_course import day_of
from reintegration.office.statuses import DRAFT, GOOD, LATE, PAUSE, PROGRESS, WAIT
from reintegration.office.today.items import add_url, change_url, lateness, status_of, verb_url

AT_THE_CENTRE = "beneficiaries.change_episode"


def put_away(course):
    """A file that is not worked on: its person was anonymised, or has another file as the main one."""
    person = course.person
    if person.anonymised_at:
        return {"step": "", "tone": PAUSE, "status_label": _("Anonymised"), "since": day_of(person.anonymised_at)}
    if person.canonical_id:
        return {"step": "", "tone": PAUSE, "status_label": _("Joined to another file")}
    return None


def in_selection(course):
    file = course.application
    if file is None or file.status not in UNDER_WAY:
        return None
    labels = {
        "returned": (_("Complete the file"), SUBMIT, course.worker),
        "submitted": (_("Check the file"), "programs.check_application", _("with the programme officers")),
    }
    decide = (_("Decide"), DECIDE, _("with the approvers"))
    label, permission, holder = labels.get(file.status, decide)
    return {
        "step": "project" if file.status == Application.Status.RETURNED else "selection",
        "next_label": label,
        "next_url": course.may(permission, change_url(file)),
        "holder": holder,
        "since": file.moved_on,
        **status_of(file),
    }


def to_prepare(course):
    """Money that was approved and stands in no order and no cheque."""
    file = course.application
    if file is None or file.status != Application.Status.APPROVED or file.is_imported:
        return None
    if sum((row.amount for row in course.payments), Decimal()) >= file.amount_approved:
        return None
    url = f"{reverse('admin:disbursements_to_prepare')}?q={course.person.file_number}"
    return {
        "step": "money",
        "tone": WAIT,
        "status_label": file.get_status_display(),
        "next_label": _("Prepare orders and cheques"),
        "next_url": course.may(PREPARE, url),
        "holder": _("with the finance officers"),
        "since": file.moved_on,
    }


def to_buy(course):
    """Goods that have not arrived, cheques that nobody signed."""
    missing = (EquipmentLine.Status.PLANNED, EquipmentLine.Status.ORDERED)
    for row in course.unhanded:
        if row.is_cheque and row.status == Disbursement.Status.PREPARED:
            label, url = _("Sign the cheque"), verb_url(row, "sign")
        elif not row.is_cheque and any(line.status in missing for line in row.lines.all()):
            label, url = _to_order(row)
        else:
            continue
        return {
            "step": "money",
            "next_label": label,
            "next_url": course.may(PAY, url),
            "holder": _("with the finance officers"),
            "since": day_of(row.committed_at or row.created_at),
            **status_of(row),
        }
    return None


def _to_order(row):
    if row.order is None:
        return _("Put on an order"), add_url(PurchaseOrder, f"?equipment={row.pk}")
    if row.order.status == PurchaseOrder.Status.DRAFT:
        return _("Place the order"), verb_url(row.order, "place")
    if row.order.status == PurchaseOrder.Status.PLACED:
        return _("Record the delivery"), verb_url(row.order, "receive")
    return _("Open the order"), change_url(row.order)


def to_hand(course):
    """Everything is there: the person waits to receive it."""
    if not course.unhanded:
        return None
    file = course.application
    line = next((one for one in file.handovers.all() if one.status == Handover.Status.EXPECTED), None)
    if line is None:
        label, url = _("Arrange the handover"), add_url(Handover, f"?application={file.pk}")
    else:
        label, url = _("Mark who received"), change_url(line.ceremony or line)
    return {
        "step": "handover",
        "tone": GOOD if line is None else PROGRESS,
        "status_label": _("Ready") if line is None else _("On the list"),
        "next_label": label,
        "next_url": course.may(MARK, url),
        "holder": course.worker,
        "since": day_of(line.created_at if line else course.unhanded[-1].updated_at),
    }


def to_visit(course):
    visit = min((row for row in course.visits if row.done_on is None), key=lambda row: row.due_on, default=None)
    if visit is None:
        return None
    return {
        "step": "visits",
        "next_label": _("Record the visit"),
        "next_url": course.may("beneficiaries.change_followupvisit", change_url(visit)),
        "holder": course.worker,
        "since": visit.due_on if visit.due_on < course.today else None,
        **lateness(visit.due_on, course.today),
    }


def over(course):
    """No accompaniment is open: the first is awaited, another one by nobody."""
    if course.is_open:
        return None
    if course.episode:
        return {
            "step": "",
            "tone": PAUSE,
            "status_label": _("Accompaniment closed"),
            "since": course.episode.closed_on,
        }
    return {
        "step": "accompaniment",
        "tone": DRAFT,
        "status_label": _("Not started"),
        "next_label": _("Open an episode"),
        "next_url": course.may("beneficiaries.add_episode", add_url(Episode, f"?beneficiary={course.person.pk}")),
    }


def followed_up(course):
    """Handed over and visited to the end, or at work with an employer."""
    placements = [row for row in course.person.placements.all() if row.started_on >= course.episode.opened_on]
    if not (placements or (course.handed and course.visits)):
        return None
    return {
        "step": "visits",
        "tone": GOOD,
        "status_label": _("Employed") if placements else _("Followed up"),
        "next_label": _("Close the accompaniment"),
        "next_url": course.may(AT_THE_CENTRE, change_url(course.episode)),
        "holder": course.worker,
        "since": placements[0].started_on if placements else max(row.done_on for row in course.visits),
    }


def to_diagnose(course):
    if course.diagnosis or course.project:
        return None
    return {
        "step": "diagnosis",
        "tone": LATE if (course.today - course.episode.opened_on).days > DIAGNOSED_WITHIN else PROGRESS,
        "status_label": _("To be done"),
        "next_label": _("Write the diagnosis"),
        "next_url": course.may("beneficiaries.add_diagnosis", change_url(course.episode)),
        "holder": course.worker,
        "since": course.episode.opened_on,
    }


DIAGNOSED_WITHIN = 30
"""Days after the opening in which a diagnosis is expected."""


def to_draft(course):
    if course.project:
        return None
    return {
        "step": "accompaniment",
        "tone": PROGRESS,
        "status_label": _("Under way"),
        "next_label": _("Draft a life project"),
        "next_url": course.may("beneficiaries.add_lifeproject", add_url(LifeProject, f"?episode={course.episode.pk}")),
        "holder": course.worker,
        "since": course.diagnosis.done_on if course.diagnosis else course.episode.opened_on,
    }


def to_apply(course):
    """A project that has no file on its way: it is completed, then applies; a job is found instead."""
    project = course.project
    steps = {
        "complete": (_("Complete the project"), "beneficiaries.change_lifeproject", change_url(project)),
        "apply": (_("Apply to a program"), SUBMIT, add_url(Application, f"?project={project.pk}")),
        "place": (
            _("Record the job placement"),
            "beneficiaries.change_beneficiary",
            f"{change_url(course.person)}#placements-group",
        ),
    }
    is_job = project.exit == LifeProject.Exit.PLACEMENT
    label, permission, url = steps["place" if is_job else "apply" if project.requested > 0 else "complete"]
    ended = next((file for file in course.person.applications.all() if file.project_id == project.pk), None)
    return {
        "step": "project",
        "next_label": label,
        "next_url": course.may(permission, url),
        "holder": course.worker,
        "since": ended.moved_on if ended else course.planned_on,
        **(status_of(ended) if ended else {"tone": DRAFT, "status_label": _("In preparation")}),
    }


RULES = (
    put_away,
    in_selection,
    to_prepare,
    to_buy,
    to_hand,
    to_visit,
    over,
    followed_up,
    to_diagnose,
    to_draft,
    to_apply,
)
