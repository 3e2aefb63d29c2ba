"""Work for every role, any number of rows of each kind, made through the services."""

from datetime import timedelta

from django.utils import timezone

from beneficiaries.services import visits
from disbursements.services import orders, preparing
from reintegration.ground.access.models import Posting
from reintegration.ground.accounts.models import Invitation
from reintegration.ground.jobs.models import Job
from tests.disbursements.factories import make_account, make_ceremony, make_cheque, make_supplier
from tests.factories import make_centre, make_coordinator, make_project, make_user
from tests.programs.factories import make_application, make_line


class Office:
    """One centre and head office; `rows` more files of each kind whenever it is asked."""

    def __init__(self):
        self.souad = make_coordinator(make_centre())
        self.nadia = make_user("programme_officer")
        self.driss = make_user("approver")
        self.hassan = make_user("finance_officer")
        self.leila = make_user("auditor")
        self.omar = make_user("administrator")
        self.line = make_line(amount="9000000")
        self.account, self.supplier = make_account(), make_supplier()

    @property
    def program(self):
        return self.line.program

    def file(self, status):
        return make_application(
            status=status,
            by=self.souad,
            officer=self.nadia,
            approver=self.driss,
            **({"line": self.line} if status == "approved" else {"program": self.program}),
        )

    def at_the_centre(self, rows):
        for _row in range(rows):
            self.file("returned")
            self.file("submitted")
            make_ceremony(by=self.souad)
            project = make_project(by=self.souad)
            visits.plan(project=project, handed_on=timezone.localdate() - timedelta(days=40), by=self.souad)

    def to_hand_over(self, rows):
        for _row in range(rows):
            make_cheque(self.file("approved"), "1000", by=self.hassan, account=self.account, status="committed")

    def to_check(self, rows):
        for _row in range(rows):
            self.file("submitted")
            make_ceremony(by=self.souad)

    def to_decide(self, rows):
        for _row in range(rows):
            self.file("checked")

    def to_pay(self, rows):
        for _row in range(rows):
            application = self.file("approved")
            make_cheque(application, "1000", by=self.hassan, account=self.account)
            items = application.items.order_by("pk")[:1]
            equipment = preparing.prepare_equipment(application=application, items=items, by=self.hassan)
            orders.draft(supplier=self.supplier, by=self.hassan, disbursements=[equipment])
            application = self.file("approved")
            preparing.prepare_equipment(application=application, items=application.items.all()[:1], by=self.hassan)

    def to_administer(self, rows):
        ending = timezone.localdate() + timedelta(days=10)
        for _row in range(rows):
            make_user()
            auditor, asking = make_user("auditor"), make_user("administrator")
            auditor.postings.update(ends_on=ending)
            Posting.objects.create(user=make_user(), role="approver", asked_by=asking)
            Invitation.objects.create(user=auditor, email="auditor@example.org", asked_by=asking)
            Job.objects.create(kind="seed_demo", status=Job.Status.FAILED, finished_at=timezone.now())
