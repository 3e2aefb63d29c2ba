"""The kinds of background work: the one table of the whole application."""

from django.utils.translation import gettext_lazy as _

from reintegration.ground.jobs.kinds import Kind

JOB_KINDS = {
    "seed_demo": Kind(_("Filling the demonstration"), "reintegration.demo.filling.fill"),
    "handover_list": Kind(
        _("Handover list"),
        "disbursements.printing.print_in_background",
        permission="disbursements.print_ceremony",
        about="disbursements.ceremony",
    ),
    "certificates": Kind(
        _("Certificates"),
        "disbursements.printing.print_in_background",
        permission="disbursements.print_ceremony",
        about="disbursements.ceremony",
    ),
}
