"""How a story is told: through the services, by the people of the demonstration, one small transaction a step.

A person is found again by an invented identity card, so a story that was interrupted goes on where it stopped and a
story told twice changes nothing.
"""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zlib import crc32

from django.apps import apps
from django.db import transaction

from beneficiaries.models import Beneficiary, Diagnosis, Episode, LifeProject, ProjectItem, Training
from beneficiaries.services import diagnoses, episodes, particulars, people, projects
from disbursements.models import BankAccount, Disbursement, Supplier
from disbursements.services import ceremonies, handovers, money, orders, preparing
from programs.models import FundingSource
from programs.services import applications, decisions
from reintegration.demo.accounts import COORDINATORS
from reintegration.demo.names import Name
from reintegration.demo.projects import Idea
from reintegration.ground import records
from reintegration.ground.locks import lock
from reintegration.ground.reference.models import Sector
from reintegration.ground.sealed import lookup_key
from reintegration.ground.territory.models import Province
from reintegration.lock_order import LOCK_ORDER


@dataclass
class Cast:
    """Who acts in the demonstration: users by their username, centres by their code."""

    users: dict
    centres: dict

    def coordinator(self, centre):
        signing_in = {"CAS": "souad", "MAR": "amal"}
        return self.users[signing_in.get(centre.code) or COORDINATORS[centre.code][0]]


@dataclass(frozen=True)
class Character:
    """One invented person with the project they bring; `total` in MAD."""

    name: Name
    cin: str
    birth_year: int
    province: str
    idea: Idea
    total: Decimal
    opened_on: date
    centre: str = "CAS"
    is_former_protection_resident: bool = False

    @property
    def is_told(self):
        return Beneficiary.objects.filter(cin_key=lookup_key("cin", self.cin)).exists()

    @property
    def record(self):
        return Beneficiary.objects.get(cin_key=lookup_key("cin", self.cin))


@contextmanager
def whole():
    """Tell a story as one transaction. Its verbs lock in no order: what they may wait for is locked beforehand."""
    with transaction.atomic():
        for model in map(apps.get_model, LOCK_ORDER):
            lock(model, model.objects.values_list("pk", flat=True))
        yield


def once(record, *, known_by):
    """The row that a story stored earlier, found by the field `known_by`, else `record`, stored now: (row, is new)."""
    known = type(record).objects.filter(**{known_by: getattr(record, known_by)}).first()
    return (known, False) if known else (records.store(record, by=None), True)


def foundation():
    """The foundation's own money."""
    source = FundingSource(
        code="foundation", kind=FundingSource.Kind.FOUNDATION, name_ar="المؤسسة", name_fr="Fondation"
    )
    return once(source, known_by="code")[0]


def supplier():
    return once(Supplier(name="Comptoir de l'équipement", phone="0522000000"), known_by="name")[0]


def account():
    """The account that cheques are drawn on."""
    rib = _rib("007780000412300000015")
    return once(BankAccount(bank="بنك الأعمال", agency="الدار البيضاء", rib=rib), known_by="rib")[0]


def _rib(first_21_digits):
    """An invented account number with its right check digits: the whole, 24 digits long, is a multiple of 97."""
    check = 97 - int(f"{first_21_digits}00") % 97
    return f"{first_21_digits}{check:02d}".rjust(24, "0")


@transaction.atomic
def enter(character, cast, *, diagnosed_on, place=Diagnosis.Place.DETENTION):
    """The coordinator's part: person, training, diagnosis and life project. Returns the project."""
    centre = cast.centres[character.centre]
    by = cast.coordinator(centre)
    (person,) = people.admit_all(admissions=[admission(character, centre)], by=by)
    particulars.save(record=training(character, person), by=by)
    episode = person.episodes.get()
    diagnoses.add(diagnosis=diagnosis(episode, character.idea, diagnosed_on, place), by=by)
    (project,) = projects.draft_all(drafts=[draft(character, episode)], by=by)
    return project


def admission(character, centre):
    name, province = character.name, Province.objects.named(character.province)
    person = Beneficiary(
        centre=centre,
        given_name_ar=name.given_ar,
        given_name_latin=name.given_latin,
        family_name_ar=name.family_ar,
        family_name_latin=name.family_latin,
        sex=name.sex,
        birth_year=character.birth_year,
        birth_place=province.name_ar,
        cin=character.cin,
        phone=f"06{crc32(character.cin.encode()) % 10**8:08d}",
        is_former_protection_resident=character.is_former_protection_resident,
    )
    day = character.opened_on
    return people.Admission(person=person, province=province, opened_on=day, consented_on=day)


def training(character, person):
    return Training(
        beneficiary=person,
        title_ar=f"تأهيل مهني: {character.idea.title_ar}",
        title_fr=f"Formation : {character.idea.title_fr}",
        provider="OFPPT",
        in_detention=True,
        is_certified=True,
    )


def diagnosis(episode, idea, done_on, place):
    return Diagnosis(
        episode=episode,
        done_on=done_on,
        place=place,
        skills=f"تكوين مهني وخبرة عملية في مجال: {idea.title_ar}.",
        wishes="إحداث مشروع خاص مدر للدخل بالقرب من محل السكنى.",
        labour_market="طلب محلي قائم على هذا النشاط.",
    )


def draft(character, episode):
    """A person's life project, not written yet, and its items."""
    idea = character.idea
    project = LifeProject(
        episode=episode,
        title_ar=idea.title_ar,
        title_fr=idea.title_fr,
        sector=Sector.objects.get(code=idea.sector),
        province=Province.objects.named(character.province),
        market="زبناء الحي والأسواق الأسبوعية المجاورة.",
        expected_monthly_income=Decimal(3500),
    )
    return project, [ProjectItem(project=project, **item) for item in idea.priced(character.total)]


def apply(project, program, cast, *, on):
    return applications.submit(project=project, program=program, by=cast.coordinator(project.beneficiary.centre), on=on)


def check(application, cast, *, on):
    return applications.check(application=application, by=cast.users["nadia"], on=on)


def approve(application, line, cast, *, on):
    return decisions.approve(
        application=application, by=cast.users["driss"], line=line, amount=application.amount_requested, on=on
    )


def order_equipment(application, supplier, cast, *, number_of_items=None, on=None):
    """A purchase order for the first items of an application (all, unless told), in preparation. Returns it."""
    finance = cast.users["hassan"]
    items = list(application.items.all())[:number_of_items]
    disbursement = preparing.prepare_equipment(application=application, items=items, by=finance, on=on)
    return orders.draft(supplier=supplier, by=finance, disbursements=[disbursement], on=on)


def buy(application, supplier, cast, *, on):
    """Order the whole of an application's items, and receive and pay them on one day."""
    receive(order_equipment(application, supplier, cast, on=on), cast, on=on)


def receive(order, cast, *, on):
    """Place, receive and pay an order on one day."""
    finance = cast.users["hassan"]
    orders.place(order=order, by=finance, on=on)
    orders.receive(order=order, by=finance, received_on=on, delivery_note=f"BL-{order.number}")
    orders.pay(order=order, by=finance, paid_on=on, invoice=f"F-{order.number}")


def draw_cheque(application, amount, cast, *, on, signed=True):
    """A cheque for a part of an application, signed unless told otherwise. Returns the disbursement."""
    finance = cast.users["hassan"]
    drawn_on = account()
    taken = Disbursement.objects.filter(cheque__account=drawn_on).count()
    disbursement = preparing.prepare_cheque(
        application=application,
        amount=amount,
        account=drawn_on,
        number=f"{4417000 + taken + 1}",
        issued_on=on,
        by=finance,
    )
    return money.sign_cheque(disbursement=disbursement, by=finance, on=on) if signed else disbursement


def hand(handover, by, *, on):
    return handovers.deliver(handover=handover, by=by, handed_on=on)


def hold(ceremony, files, cast, *, by, locked_on, ended_on):
    """Invite the files to a planned ceremony, lock it, hand over everything and close it.

    The articles tell of no visit: each accompaniment ends on `ended_on`, with the project running.
    """
    ceremonies.invite(ceremony=ceremony, applications=files, by=by)
    ceremonies.lock(ceremony=ceremony, by=by, on=locked_on)
    for handover in ceremony.handovers.order_by("seat"):
        hand(handover, by, on=ceremony.held_on)
    ceremonies.close(ceremony=ceremony, by=by, on=ceremony.held_on)
    for file in files:
        of_centre = {"by": cast.coordinator(file.centre), "exit": Episode.Exit.PROJECT_RUNNING}
        episodes.close(episode=file.project.episode, closed_on=ended_on, **of_centre)
