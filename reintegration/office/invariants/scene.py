"""One case from the door to the certificate, built through the services: what the attacks are aimed at.

It is built inside a transaction that is rolled back, beside whatever the database holds, and names its rows by ids.
"""

import secrets
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from beneficiaries.duplicates import compare
from beneficiaries.models import Beneficiary, Episode
from beneficiaries.services import anonymising, duplicates, episodes, people, projects
from disbursements.models import BankAccount, Certificate, Supplier
from disbursements.services import ceremonies, certificates, handovers, money, orders, passes, preparing
from programs.models import Decision, FundingLine, FundingSource
from programs.services import applications, decisions, duties, funding, scores
from reintegration.ground.access import postings
from reintegration.ground.access.models import Centre, Posting
from reintegration.ground.accounts import invitations
from reintegration.ground.audit import sealing, trail
from reintegration.ground.audit.models import AuditLink, AuditSeal
from reintegration.ground.keys.models import DataKey
from reintegration.ground.territory.models import Province
from reintegration.office.invariants.makers import ASKED, ITEMS, Makers, rib

CAST = {
    "souad": Posting.Role.COORDINATOR,
    "nadia": Posting.Role.PROGRAMME_OFFICER,
    "driss": Posting.Role.APPROVER,
    "hassan": Posting.Role.FINANCE_OFFICER,
    "stranger": Posting.Role.AUDITOR,
}
YEAR = 1900
"""A year in which nothing was numbered."""


@contextmanager
def rehearsal():
    """Everything done within is undone; each service in it takes its locks as in a transaction of its own."""
    block = transaction.atomic()
    # What Django's tests say of the transaction around a test: the verbs inside are not parts of one act.
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


def build():
    """Build the scene; returns {name: id}. Must run inside `rehearsal`."""
    scene = Scene()
    scene.open_house()
    scene.post()
    scene.bring_money()
    scene.bring_files()
    scene.spend()
    scene.hand_over()
    scene.compare()
    scene.forget()
    scene.write_down()
    # What is still to be checked at the end of the transaction would stand in the way of attacks on whole tables.
    connection.check_constraints()
    return scene.ids


class Scene(Makers):
    """The people and rows of one case. `ids` names what attacks use, `{line}` for example."""

    def __init__(self):
        self.token = secrets.token_hex(3)
        self.today = timezone.localdate()
        self.ids = {}

    def note(self, **rows):
        """Keep the ids as SQL writes them."""
        self.ids.update({name: f"'{row.pk.hex}'" if isinstance(row.pk, UUID) else row.pk for name, row in rows.items()})

    def open_house(self):
        self.province = Province.objects.order_by("pk").first()
        self.centre = self.store(Centre(code=f"~{self.token}", **self.named("مركز", "Centre")))
        self.users = {name: self.new_user(name, role) for name, role in CAST.items()}
        self.program, self.other_program = (
            self.new_program(self.today),
            self.new_program(self.today - timedelta(days=1)),
        )
        self.note(centre=self.centre, program=self.program, other_program=self.other_program, **self.users)

    def post(self):
        """A posting that two administrators gave, and one that waits for the second."""
        first, second = (self.new_user(name, Posting.Role.ADMINISTRATOR) for name in ("first", "second"))
        role, until = Posting.Role.PROGRAMME_OFFICER, self.today + timedelta(days=9)
        posting, waiting = (
            postings.ask(posting=Posting(user=self.new_user(name), role=role, ends_on=until), by=first)
            for name in ("posted", "waiting")
        )
        self.note(posting=postings.confirm(posting=posting, by=second), waiting_posting=waiting)
        address = f"{self.token}@example.org"
        self.note(invitation=invitations.invite(user=posting.user, by=first, email=address))

    def bring_money(self):
        by = self.users["hassan"]
        self.own, partner = self.new_source(FundingSource.Kind.FOUNDATION), self.new_source(FundingSource.Kind.PARTNER)
        agreement, second = self.new_agreement(partner, 1), self.new_agreement(partner, 2)
        tranche = funding.add_tranche(agreement=agreement, number=1, amount=Decimal(20000), by=by)
        other_tranche = funding.add_tranche(agreement=agreement, number=2, amount=Decimal(5000), by=by)
        receipt = funding.record_receipt(
            tranche=tranche, amount=Decimal(660), received_on=self.today, reference="V1", by=by
        )
        self.line = self.new_line(self.program, self.own, Decimal(20000))
        other_line = self.new_line(self.program, self.own, Decimal(500))
        self.partner_line = self.new_line(self.program, partner, Decimal(15000), tranche=tranche)
        funding.transfer(source_line=self.line, target_line=other_line, amount=Decimal(100), by=by, reason="~")
        advance = funding.advance(line=self.line, tranche=tranche, amount=Decimal(300), by=by)
        amendment = funding.amend(
            agreement=agreement, reference="~", signed_on=self.today, amount=Decimal(40000), reason="~", by=by
        )
        self.note(source=self.own, partner=partner, agreement=agreement, tranche=tranche, other_tranche=other_tranche)
        self.note(receipt=receipt, line=self.line, other_line=other_line, partner_line=self.partner_line)
        self.note(advance=advance, amendment=amendment, second=second)

    def bring_files(self):
        """Files in every status that attacks begin from."""
        driss, souad = self.users["driss"], self.users["souad"]
        submitted, checked, scored, rejected = (
            self.new_file(),
            self.new_file("checked"),
            self.new_file(),
            self.new_file("checked"),
        )
        criterion, other_criterion = self.new_criterion(), self.new_criterion()
        score = scores.give(application=scored, criterion=criterion, points=5, by=self.users["nadia"])
        self.approved = self.new_file("checked")
        given = scores.give(application=self.approved, criterion=criterion, points=5, by=self.users["nadia"])
        decisions.reject(application=rejected, by=driss, reason="~")
        decisions.approve(application=self.approved, by=driss, line=self.line, amount=ASKED)
        twin = projects.draft(episode=self.approved.project.episode, by=souad, items=ITEMS, **self.project_facts())
        decider = self.new_user("decider", Posting.Role.APPROVER)
        free_duty = duties.take(application=checked, user=decider, kind="decide")
        past = applications.record_past(**self.past_facts())
        self.note(submitted=submitted, checked=checked, scored=scored, rejected=rejected, approved=self.approved)
        self.note(person=self.approved.beneficiary, project=self.approved.project, twin=twin, past=past)
        self.note(
            score=score,
            approved_score=given,
            checked_project=checked.project,
            decider=decider,
            free_duty=free_duty,
            other_person=checked.beneficiary,
            other_criterion=other_criterion,
        )
        self.note(
            decision=self.approved.decisions.get(),
            rejection=Decision.objects.get(application=rejected),
            allocation=self.approved.decisions.get().allocations.get(),
            submission=self.approved.submission_duty,
            other_submission=checked.submission_duty,
            entry=self.approved.budget_entries.get(),
            step=trail.status_changes_of(submitted).get(),
        )
        self.ids["card"] = f"'{self.approved.cin_key}'"
        self._move(submitted.beneficiary)

    def spend(self):
        """Equipment ordered, a cheque signed: both for the partner's money, on one file."""
        by = self.users["hassan"]
        self.spent = self.new_file("approved", line=self.partner_line)
        supplier = self.store(Supplier(name=f"~{self.token}"))
        account = self.store(BankAccount(bank="~", rib=rib(self.token)))
        first, second = self.spent.items.order_by("pk")
        equipment = preparing.prepare_equipment(application=self.spent, items=[first], by=by)
        order = orders.draft(supplier=supplier, by=by, disbursements=[equipment])
        orders.place(order=order, by=by)
        orders.receive(order=order, by=by, received_on=self.today, delivery_note="~")
        cheque = preparing.prepare_cheque(
            application=self.spent, amount=Decimal(60), account=account, number="1", issued_on=self.today, by=by
        )
        money.sign_cheque(disbursement=cheque, by=by)
        waiting = preparing.prepare_cheque(
            application=self.spent, amount=Decimal(40), account=account, number="2", issued_on=self.today, by=by
        )
        self.note(spent=self.spent, supplier=supplier, account=account, order=order, equipment=equipment)
        self.note(goods=equipment.lines.get(), signed=cheque, cheque=cheque.cheque, waiting=waiting)
        self.note(spent_allocation=equipment.allocation, payment=self.spent.duties.get(kind="pay"))
        self.note(spent_deciding=self.spent.duties.get(kind="decide"), item=second)
        money.cancel(disbursement=waiting, by=by, reason="~")

    def hand_over(self):
        """A locked list with its certificate, and one certificate that another replaced."""
        by = self.users["souad"]
        ceremony = ceremonies.plan(
            by=by, centre=self.centre, held_on=self.today, place_ar="مقر", place_fr="Siège", province=self.province,
            **self.named("حفل", "Cérémonie"),
        )  # fmt: skip
        ceremonies.invite(ceremony=ceremony, applications=[self.spent], by=by)
        ceremonies.lock(ceremony=ceremony, by=by)
        handover = ceremony.handovers.get()
        first = Certificate.objects.get(handover=handover)
        second = certificates.replace(certificate=first, by=by, reason="~")
        handovers.deliver(handover=handover, by=by, handed_on=self.today)
        open_pass, ended = (passes.give(ceremony=ceremony, holder="~", by=by).ceremony_pass for _number in range(2))
        passes.withdraw(ceremony_pass=ended, by=by)
        self.note(ceremony=ceremony, handover=handover, replaced=first, certificate=second)
        self.note(open_pass=open_pass, ended_pass=ended)

    def compare(self):
        """Three files of one name: two united, the third told apart; and one beside them."""
        by, files = self.users["souad"], [self.new_person() for _number in range(4)]
        alike = compare(vars(files[0]), vars(files[1]))
        united, apart = (
            duplicates.tell_apart(beneficiary=file, others=[(alike, files[0].pk)], by=by)[0] for file in files[1:3]
        )
        episodes.close(episode=files[1].episodes.get(), by=by, closed_on=self.today, exit="mistake")
        duplicates.undo(duplicate=united, by=self.users["nadia"], reason="~")
        duplicates.same(duplicate=united, by=self.users["nadia"], reason="~")
        self.note(apart=apart, main_file=files[0], united_file=files[1], apart_file=files[2], unused_file=files[3])

    def forget(self):
        """A person who was anonymised, and the key that was destroyed."""
        person = self.new_person()
        episodes.close(episode=person.episodes.get(), by=self.users["souad"], closed_on=self.today, exit="lost")
        anonymising.anonymise(beneficiary=person, by=self.users["nadia"], reason="~")
        self.note(nobody=person, destroyed_key=DataKey.objects.filter(destroyed_at__isnull=False).last())

    @transaction.atomic
    def write_down(self):
        """Rows that nothing else needs: an attack on them meets no foreign key."""
        sealing.seal_pending()
        self.note(
            audit_link=AuditLink.objects.last(),
            audit_entry=trail.record(action="rehearse", subject=self.program, by=None),
            audit_seal=AuditSeal.objects.last(),
            data_key=DataKey.objects.exclude(owner="").filter(destroyed_at__isnull=True).last(),
            unused_source=self.new_source(FundingSource.Kind.FOUNDATION, "unused"),
            empty_line=self.store(FundingLine(program=self.program, source=self.own, **self.named("~", "~"))),
            unused_person=self.store(
                Beneficiary(
                    centre=self.centre, file_number=people.next_file_numbers([YEAR])[0], given_name_ar="~", sex="F",
                    given_name_latin="~", family_name_ar="~", family_name_latin="~", birth_year=YEAR,
                )
            ),
        )  # fmt: skip
        self.ids |= {"series": f"'CMD-{self.today.year}'", "year": YEAR, "long_ago": f"'{YEAR}-01-01'"}

    def _move(self, person):
        """A second residence and a second episode."""
        by, day = self.users["souad"], self.today - timedelta(days=50)
        people.move(beneficiary=person, province=self.province, on=day, by=by)
        closed = person.episodes.get()
        episodes.close(episode=closed, by=by, closed_on=day, exit=Episode.Exit.MOVED)
        opened = episodes.open(beneficiary=person, by=by, opened_on=day)
        before, now = person.residences.order_by("starts_on")
        self.note(moved=person, closed_episode=closed, open_episode=opened, residence_before=before, residence=now)
