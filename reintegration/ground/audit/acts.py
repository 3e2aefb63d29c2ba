"""The words for what audit entries record: the button of a process's step, or one of the plain acts of this table."""

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from reintegration.ground.workflow import WORKFLOWS

ACTS = {
    "add": _("Entered"),
    "change": _("Changed"),
    "delete": _("Deleted"),
    "register": _("Registered"),
    "close": _("Closed"),
    "transfer": _("Transferred"),
    "unite": _("Main file changed"),
    "intake-refused": _("Too many people registered in a day"),
    "anonymise": _("Anonymised"),
    "rotate_keys": _("Keys changed"),
    "visit": _("Visit recorded"),
    "export": _("Exported"),
    "import": _("Imported"),
    "print": _("Printed"),
    "download": _("Downloaded"),
    "report": _("Figures opened"),
    "read_protected": _("Protected facts opened"),
    "read_card": _("Identity card number shown"),
    "set-password": _("Password set"),
    "sign-in": _("Signed in"),
    "sign-out": _("Signed out"),
    "sign-in-failed": _("Sign-in failed"),
    "second-factor-added": _("Second factor set up"),
    "second-factor-removed": _("Second factor removed"),
    "recovery-codes-made": _("Recovery codes made"),
    "recovery-code-used": _("Recovery code used"),
    "sessions-ended": _("Sessions ended"),
    "confirm": _("Confirmed"),
    "end": _("Ended"),
    "withdraw": _("Withdrawn"),
    "invite": _("Invited"),
    "send": _("Sent"),
    "accept": _("Account opened"),
    "leave": _("Left"),
    "hand-over": _("Handed over to another worker"),
    "seat": _("Seat given"),
    "join_order": _("Put on an order"),
    "leave_order": _("Taken off an order"),
    "record_past": _("Recorded from a past season"),
    "join_handover": _("Put on a list"),
    "give_pass": _("Pass given"),
    "withdraw_pass": _("Pass withdrawn"),
    "open_pass": _("Entered with a pass"),
    "refuse_pass": _("Wrong PIN of a pass"),
    "open_list": _("List opened"),
    "allocate": _("Money given to the line"),
    "cut": _("Money taken off the line"),
    "transfer_out": _("Transfer to another line"),
    "transfer_in": _("Transfer from another line"),
    "advance": _("Advance to a tranche"),
    "recover": _("Advance recovered"),
    "amend": _("Amended"),
}


def act(row):
    """What was done, in words; of an audit entry or a change of status."""
    workflow = next((w for label, w in WORKFLOWS.items() if label.lower() == row.subject_type), None)
    steps = {t.name: t.label for t in workflow.transitions} if workflow else {}
    name = getattr(row, "action", None) or row.verb
    return steps.get(name) or ACTS.get(name, name)


def title_of(record):
    """What a page about a record is headed with: its name, or for a row of the trail the act in words."""
    if record._meta.app_label != "audit":
        return str(record)
    number = getattr(record, "label", "") or record.subject_id
    return f"{act(record)} – {capfirst(kind_of_record(record))} {number}".strip()


def kind_of_record(row):
    """The name of the model that an entry or a change of status is about."""
    try:
        return apps.get_model(row.subject_type)._meta.verbose_name
    except LookupError:
        return row.subject_type


def status_word(row, status):
    """A stored status in the words of its model."""
    try:
        field = apps.get_model(row.subject_type)._meta.get_field("status")
    except (LookupError, FieldDoesNotExist):
        return status
    return dict(field.flatchoices).get(status, status)
