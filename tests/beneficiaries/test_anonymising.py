"""Head office anonymises a person: nothing says any more who it was, and everything counts and proves as before."""

import json
from datetime import date

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from beneficiaries.models import Beneficiary, Detention, Episode
from beneficiaries.services import anonymising, episodes, interventions, particulars, people, visits
from disbursements.models import PurchaseOrder
from disbursements.services import certificates, handovers, orders
from programs.models import Application
from programs.services import applications
from programs.services.reconciliation import differences
from reintegration.ground import protections
from reintegration.ground.audit import trail, verifying
from reintegration.ground.audit.models import AuditEntry, StatusChange
from reintegration.ground.classes import registry
from reintegration.ground.errors import Refused
from reintegration.ground.reference.models import Axis, Establishment
from reintegration.office.figures import as_json
from tests.disbursements.factories import make_list
from tests.factories import make_person, make_user
from tests.pages import send
from tests.programs.factories import make_application

pytestmark = pytest.mark.django_db
WORDS = (
    *("Zineb", "زينب", "Bennani", "بناني", "Fatima", "فاطمة", "Rkia", "رقية"),
    *("BE123456", "0661223344", "Rue des Orangers", "asthma"),
)
REASON = "request of 3 May, law 09-08"


def named(**fields):
    return {
        "given_name_ar": "زينب",
        "family_name_ar": "بناني",
        "given_name_latin": "Zineb",
        "family_name_latin": "Bennani",
        "father_name_ar": "رقية",
        "guardian_name": "Rkia",
        "cin": "BE123456",
        "phone": "0661223344",
        "birth_date": date(1990, 5, 6),
        "vulnerability_note": "asthma",
        **fields,
    }


@pytest.fixture
def office():
    return make_user("programme_officer")


def close(person, by):
    for episode in person.episodes.open():
        episodes.close(episode=episode, by=by, closed_on=timezone.localdate(), exit=Episode.Exit.PROJECT_RUNNING)


@pytest.fixture
def served(souad):
    """Zineb, who received a machine and a cheque at a ceremony, with all that her centre wrote about her."""
    ceremony = make_list(by=souad, people=2)
    line = ceremony.handovers.order_by("seat").first()
    person = line.application.beneficiary
    for name, value in named().items():
        setattr(person, name, value)
    people.save(person=person, by=souad)
    handovers.deliver_to_proxy(handover=line, by=souad, handed_on=ceremony.held_on, proxy_name="Rkia")
    certificates.replace(certificate=certificates.live(line), by=souad, reason="Zineb is her name")
    particulars.save(
        record=Detention(beneficiary=person, establishment=Establishment.objects.first(), prisoner_number="44812"),
        by=souad,
    )
    people.move(
        beneficiary=person, province=person.residences.get().province, address="Rue des Orangers", on=today(), by=souad
    )
    session = {"by": souad, "centre": person.centre, "axis": Axis.objects.first(), "held_on": today(), "note": "asthma"}
    interventions.record(subject="alone", people=[person], **session)
    interventions.record(
        subject="group",
        people=[person, make_person(by=souad, given_name_ar="سعيد", given_name_latin="Said")],
        **session,
    )
    visit = line.application.project.visits.order_by("due_on").first()
    visits.record(visit=visit, by=souad, done_on=today(), is_alive=True, monthly_income=2500, jobs=1, note="asthma")
    for order in PurchaseOrder.objects.filter(disbursements__application=line.application):
        orders.pay(order=order, by=order.placed_by, paid_on=today(), invoice="F-1")
    close(person, souad)
    return person


def today():
    return timezone.localdate()


def texts():
    """Everything the database holds, sealed values opened: each row of each model as one text."""
    for label in registry():
        model = apps.get_model(label)
        if label == "audit.auditentry":
            for entry in AuditEntry.objects.exclude(subject_type="beneficiaries.intervention"):
                yield label, json.dumps([entry.opened_changes, entry.note], ensure_ascii=False, default=str)
        elif label == "audit.statuschange":
            for step in StatusChange.objects.all():
                yield label, step.reason
        elif label != "audit.idempotencykey":
            for row in model._base_manager.all():
                values = {f.name: str(f.value_from_object(row)) for f in model._meta.concrete_fields}
                yield label, json.dumps(values, ensure_ascii=False)


def found():
    return {(label, word) for label, text in texts() for word in WORDS if word in text}


def proof():
    """What must not change: the figures, the books, the trail."""
    program = Application.objects.first().program
    return as_json(program), differences(), [str(f) for f in verifying.verify()]


def test_officer_anonymises_and_counts_ledger_and_trail_stay_true(served, office):
    figures, *faults = proof()
    held = found()
    assert {label for label, _word in held} == {
        *("beneficiaries.beneficiary", "beneficiaries.residence", "beneficiaries.intervention"),
        *("beneficiaries.followupvisit", "disbursements.handover", "disbursements.cheque", "disbursements.certificate"),
        *("audit.auditentry", "audit.statuschange"),
    }
    copies = list(Application.objects.order_by("pk").values("sex", "age", "province", "sector", "amount_approved"))
    anonymising.anonymise(beneficiary=served, by=office, reason=REASON)
    after, *faults_after = proof()
    assert after == figures and faults_after == faults == [[], []]
    assert (
        list(Application.objects.order_by("pk").values("sex", "age", "province", "sector", "amount_approved")) == copies
    )
    # The note of the session with others is theirs too.
    assert {label for label, _word in found()} == {"beneficiaries.intervention"}


def test_anonymised_person_has_neutral_names_and_keeps_number_sex_and_year(served, office):
    number, sex = served.file_number, served.sex
    person = anonymising.anonymise(beneficiary=served, by=office, reason=REASON)
    assert (person.file_number, person.sex, person.birth_year, person.birth_date) == (number, sex, 1990, None)
    assert (person.given_name_ar, person.given_name_latin, person.cin, person.cin_key) == ("مجهول", "Anonyme", "", "")
    assert not Detention.objects.filter(beneficiary=person).exists()
    assert list(Beneficiary.objects.matching(number)) == [person]
    assert not Beneficiary.objects.matching("bennani").exists()


def test_auditor_reads_who_anonymised_when_and_why_and_nothing_else(served, office):
    anonymising.anonymise(beneficiary=served, by=office, reason=REASON)
    entry = trail.entries_of(served).get(action="anonymise")
    assert (entry.by, entry.changes["reason"][1]) == (office, REASON)
    registered = trail.entries_of(served).get(action="register")
    assert registered.opened_changes["given_name_ar"][1] == "anonymised"


def test_merged_duplicates_go_with_the_person(souad, office):
    person, other, stranger = (make_person(by=souad, **named(cin="")) for _n in range(3))
    for one in (person, other):
        close(one, souad)
    Beneficiary.objects.filter(pk=other.pk).update(canonical=person)
    anonymising.anonymise(beneficiary=Beneficiary.objects.get(pk=other.pk), by=office, reason=REASON)
    names = dict(Beneficiary.objects.values_list("pk", "given_name_latin"))
    assert [names[one.pk] for one in (person, other, stranger)] == ["Anonyme", "Anonyme", "Zineb"]


def test_card_of_a_funded_file_goes_also_after_its_person_was_merged_into_another(served, souad, office):
    other = make_person(by=souad)
    close(other, souad)
    Application.objects.filter(beneficiary=served).update(cin_key=Beneficiary.objects.get(pk=served.pk).cin_key)
    assert Application.objects.exclude(cin_key="").count() == 1
    Beneficiary.objects.filter(pk=served.pk).update(canonical=other)
    anonymising.anonymise(beneficiary=other, by=office, reason=REASON)
    assert set(Application.objects.filter(beneficiary=served).values_list("status", "cin_key")) == {("approved", "")}


def test_officer_cannot_anonymise_who_is_accompanied_or_waits_for_a_decision(souad, office):
    file = make_application(by=souad)
    person = file.beneficiary
    with pytest.raises(Refused, match="accompaniment"):
        anonymising.anonymise(beneficiary=person, by=office, reason=REASON)
    close(person, souad)
    with pytest.raises(Refused, match="under way"):
        anonymising.anonymise(beneficiary=person, by=office, reason=REASON)
    applications.withdraw(application=file, by=souad, reason="moved")
    assert anonymising.anonymise(beneficiary=person, by=office, reason=REASON).anonymised_at
    with pytest.raises(Refused, match="was anonymised"):
        anonymising.anonymise(beneficiary=person, by=office, reason=REASON)


def test_officer_cannot_anonymise_whose_money_is_not_paid_out(souad, office):
    person = make_application(status="approved", by=souad).beneficiary
    close(person, souad)
    with pytest.raises(Refused, match="paid out"):
        anonymising.anonymise(beneficiary=person, by=office, reason=REASON)


def test_others_cannot_anonymise_and_nobody_without_a_reason(souad, office):
    person = make_person(by=souad)
    close(person, souad)
    with pytest.raises(Refused, match="role"):
        anonymising.anonymise(beneficiary=person, by=souad, reason=REASON)
    with pytest.raises(Refused, match="reason"):
        anonymising.anonymise(beneficiary=person, by=office, reason=" ")
    assert not Beneficiary.objects.get(pk=person.pk).anonymised_at


ATTACKS = {
    "named again": "UPDATE beneficiaries_beneficiary SET given_name_ar = 'x' WHERE id = %s",
    "number again": "UPDATE beneficiaries_beneficiary SET cin_key = 'x' WHERE id = %s",
    "mark taken off": "UPDATE beneficiaries_beneficiary SET anonymised_at = NULL WHERE id = %s",
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_database_keeps_an_anonymised_person_anonymous(souad, office, attack):
    person = make_person(by=souad)
    close(person, souad)
    anonymising.anonymise(beneficiary=person, by=office, reason=REASON)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack, [person.pk])
    protections.lift(connection, {"beneficiaries_beneficiary_stays_anonymous"})
    with connection.cursor() as cursor:
        cursor.execute(attack, [person.pk])
        assert cursor.rowcount == 1


def test_nobody_opens_an_episode_for_an_anonymised_person(souad, office):
    person = make_person(by=souad)
    close(person, souad)
    anonymising.anonymise(beneficiary=person, by=office, reason=REASON)
    with pytest.raises((IntegrityError, Refused)), transaction.atomic():
        episodes.open(beneficiary=person, by=souad, opened_on=today())
    protections.lift(connection, {"beneficiaries_episode_of_somebody"})
    assert episodes.open(beneficiary=person, by=souad, opened_on=today()).is_open


def test_command_anonymises_and_says_why_it_does_not(souad, office, capsys):
    person = make_person(by=souad)
    arguments = {"by": office.username, "reason": REASON}
    with pytest.raises(CommandError, match="close it first"):
        call_command("anonymise", person.file_number, **arguments)
    close(person, souad)
    with pytest.raises(CommandError, match="no file"):
        call_command("anonymise", "CAS-1-1", **arguments)
    with pytest.raises(CommandError, match="no active user"):
        call_command("anonymise", person.file_number, **arguments | {"by": "nobody at all"})
    call_command("anonymise", person.file_number, **arguments)
    assert capsys.readouterr().out == f"{person.file_number} is anonymised.\n"


def test_officer_anonymises_on_a_page_by_typing_the_file_number(souad, office, as_user):
    person = make_person(by=souad)
    page = reverse("admin:beneficiaries_beneficiary_verb", args=[person.pk, "anonymise"])
    client = as_user(office)
    assert "close it first" in client.get(page).content.decode()
    close(person, souad)
    assert "not the number" in send(client, page, file_number="CAS-1", reason=REASON).content.decode()
    assert not Beneficiary.objects.get(pk=person.pk).anonymised_at
    assert send(client, page, file_number=person.file_number, reason=REASON).status_code == 302
    assert Beneficiary.objects.get(pk=person.pk).anonymised_at
    assert client.get(reverse("admin:beneficiaries_beneficiary_change", args=[person.pk])).status_code == 200


def test_coordinator_has_no_page_to_anonymise(souad, as_user):
    person = make_person(by=souad)
    page = reverse("admin:beneficiaries_beneficiary_verb", args=[person.pk, "anonymise"])
    assert as_user(souad).get(page).status_code == 403
