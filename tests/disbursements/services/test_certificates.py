"""What a certificate keeps for ever: what is handed over, in whose season, with whose money, signed by whom."""

import json

import pytest

from disbursements.services import ceremonies, certificates, freezing
from programs.models import Program
from reintegration.ground.errors import Refused
from tests.disbursements.factories import make_approved, make_ceremony, make_cheque, make_equipment, make_list
from tests.factories import make_coordinator, make_person, make_user
from tests.programs.factories import make_agreement, make_line, make_tranche

pytestmark = pytest.mark.django_db


def frozen(ceremony):
    return json.loads(certificates.live(ceremony.handovers.get()).content)


def lock_for(application, souad, **fields):
    ceremony = make_ceremony(by=souad, **fields)
    ceremonies.invite(ceremony=ceremony, applications=[application], by=souad)
    return ceremonies.lock(ceremony=ceremony, by=souad)


@pytest.mark.parametrize(
    ("arabic", "french", "said"),
    [
        ("موسم 2020-2021", "Saison 2020-2021", ["موسم 2020-2021", "la saison 2020-2021"]),
        ("2020-2021", "la saison 2020-2021", ["موسم 2020-2021", "la saison 2020-2021"]),
        ("رمضان 2019", "Ramadan 2019", ["موسم رمضان 2019", "la saison Ramadan 2019"]),
    ],
)
def test_season_reads_as_a_part_of_the_sentence(arabic, french, said):
    assert freezing.season_of(Program(short_name_ar=arabic, short_name_fr=french)) == said


def test_partners_are_the_source_and_the_committee_of_the_tranche(souad):
    tranche = make_tranche(agreement=make_agreement(partner_fr="Comité d’El Jadida"), received="20000")
    person = make_person(by=souad, centre=souad.postings_now[0].centre)
    application = make_approved(person=person, by=souad, line=make_line(tranche=tranche))
    make_equipment(application)
    make_cheque(application)
    assert [french for _arabic, french in frozen(lock_for(application, souad))["partners"]] == [
        "Source",
        "Comité d’El Jadida",
    ]


def test_foundation_alone_has_no_partner(souad):
    assert frozen(make_list(by=souad, people=1))["partners"] == []


@pytest.mark.parametrize(
    ("make", "kind", "amount"), [(make_equipment, "equipment", "12000.00"), (make_cheque, "cheque", "3000.00")]
)
def test_support_is_what_is_handed_over(souad, make, kind, amount):
    application = make_approved(person=make_person(by=souad, centre=souad.postings_now[0].centre), by=souad)
    make(application)
    facts = frozen(lock_for(application, souad))
    assert (facts["kind"], facts["amount"]) == (kind, amount)
    assert bool(facts["cheque_number"]) == (kind == "cheque")


def test_named_coordinator_signs_before_the_posted_one(souad):
    hind = make_coordinator(souad.postings_now[0].centre, username="hind", full_name_latin="Hind")
    names = [name for _title, name in frozen(make_list(by=souad, people=1, coordinator=hind))["signatories"]]
    assert names[0][1] == "Hind"


def test_ceremony_without_a_president_is_signed_by_the_coordinator_alone(souad):
    facts = frozen(make_list(by=souad, people=1, presided_by_ar="", presided_by_fr=""))
    assert [name[1] for _title, name in facts["signatories"]] == ["Souad"]


def test_replaced_certificate_says_the_corrected_name(souad):
    line = make_list(by=souad, people=1).handovers.get()
    person, old = line.application.beneficiary, certificates.live(line)
    type(person).objects.filter(pk=person.pk).update(family_name_latin="El Alami")
    new = certificates.replace(certificate=old, by=souad, reason="misspelt")
    assert (old.status, new.status, new.replaces) == ("replaced", "prepared", old)
    assert json.loads(new.content)["name"][1] == "Fatima El Alami"


def test_replacing_without_a_reason_is_refused(souad):
    line = make_list(by=souad, people=1).handovers.get()
    with pytest.raises(Refused, match="reason"):
        certificates.replace(certificate=certificates.live(line), by=souad, reason="")


def test_approver_replaces_and_is_refused(souad):
    line = make_list(by=souad, people=1).handovers.get()
    with pytest.raises(Refused, match="Your role"):
        certificates.replace(certificate=certificates.live(line), by=make_user("approver"), reason="misspelt")
