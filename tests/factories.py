"""Plain makers of what tests need, reaching their state through the services. Apps above add their own modules.

The cast: Souad coordinates one centre and Amal another; Nadia checks, Driss approves, Hassan pays.
"""

from datetime import date, timedelta
from itertools import count

from django.utils import timezone

from beneficiaries.models import Beneficiary, Detention, Episode
from beneficiaries.services import episodes, interventions, particulars, people, projects
from reintegration.ground.access.models import Centre, CentreProvince, Posting, User
from reintegration.ground.reference.models import Axis, Establishment, Sector
from reintegration.ground.territory.models import Province

CAST = {
    "coordinator": ("souad", "سعاد", "Souad"),
    "social_worker": ("karim", "كريم", "Karim"),
    "programme_officer": ("nadia", "نادية", "Nadia"),
    "approver": ("driss", "إدريس", "Driss"),
    "finance_officer": ("hassan", "حسن", "Hassan"),
    "auditor": ("latifa", "لطيفة", "Latifa"),
    "administrator": ("omar", "عمر", "Omar"),
}
NATIONAL_ROLES = ("programme_officer", "approver", "finance_officer", "auditor", "administrator")
OPENED_ON = date(2026, 3, 2)
PASSWORD = "correct horse battery"

_numbers = count(1)


def make_centre(code=None, provinces=("El Jadida",), **fields):
    """A centre that serves `provinces`, by name, since 2019."""
    number = next(_numbers)
    code = code or f"C{number}"
    centre = Centre.objects.create(code=code, **{"name_ar": f"مركز {code}", "name_fr": f"Centre {code}", **fields})
    for name in provinces:
        CentreProvince.objects.create(centre=centre, province=make_province(name), starts_on=date(2019, 1, 1))
    return centre


def make_province(name="El Jadida"):
    return Province.objects.named(name)


def make_user(role=None, centre=None, *, username=None, starts_on=date(2019, 1, 1), **fields):
    """A user posted in `role`, at `centre` for centre roles; without a role, one who is posted nowhere."""
    name, ar, latin = CAST.get(role, ("nobody", "فلان", "Nobody"))
    user = User.objects.create_user(
        username or f"{name}{next(_numbers)}",
        password=PASSWORD,
        **{"full_name_ar": ar, "full_name_latin": latin, "is_staff": True, "language": "en", **fields},
    )
    if role and role not in NATIONAL_ROLES:
        centre = centre or make_centre()
    if role:
        make_posting(user=user, role=role, centre=centre, starts_on=starts_on)
    return user


def make_posting(**fields):
    """A posting that gives its rights: the console's, which needs no second administrator."""
    return Posting.objects.create(**{"starts_on": date(2019, 1, 1), "confirmed_at": timezone.now(), **fields})


def make_delegate(principal, *, user=None, days=7):
    """A user, new unless given, to whom `principal` lends their one post from yesterday on."""
    user, lent, today = user or make_user(), principal.postings.get(), timezone.localdate()
    make_posting(
        user=user,
        role=lent.role,
        centre=lent.centre,
        starts_on=today - timedelta(days=1),
        ends_on=today + timedelta(days=days),
        on_behalf_of=principal,
    )
    return reread(user)


def make_coordinator(centre=None, **fields):
    return make_user("coordinator", centre, **fields)


def person_fields(**fields):
    """The fields of a new person that `people.register` wants, changed by `fields`."""
    return {
        "given_name_ar": "فاطمة",
        "family_name_ar": "العمراني",
        "given_name_latin": "Fatima",
        "family_name_latin": "El Amrani",
        "sex": Beneficiary.Sex.FEMALE,
        "birth_year": 1990,
        **fields,
    }


def typed_person(**changes):
    """What a clerk types on the intake page, changed by `changes`."""
    return {
        "given_name_ar": "حسن",
        "family_name_ar": "بناني",
        "given_name_latin": "Hassan",
        "family_name_latin": "Bennani",
        "sex": "M",
        "birth": "1985",
        "province": "El Jadida",
        "address": "12 rue des Orangers",
        "has_agreed": "on",
        "consented_on": "02/03/2026",
        "opened_on": "02/03/2026",
        **changes,
    }


def make_person(*, by=None, centre=None, province="El Jadida", opened_on=OPENED_ON, **fields):
    """A registered person with residence, consent and open episode, by a coordinator of the centre unless `by` says."""
    if by is None:
        by = make_coordinator(centre)
    if centre is None:
        centre = Centre.objects.visible_to(by).order_by("pk").first() or make_centre()
    province = make_province(province) if isinstance(province, str) else province
    return people.register(by=by, centre=centre, province=province, opened_on=opened_on, **person_fields(**fields))


def open_episode(person):
    return Episode.objects.open().get(beneficiary=person)


def close_episode(person):
    """Close a person's accompaniment as one that never was."""
    episode = open_episode(person)
    return episodes.close(episode=episode, by=episode.worker, closed_on=episode.opened_on, exit=Episode.Exit.MISTAKE)


ITEMS = (
    {"name_ar": "آلة خياطة", "name_fr": "Machine à coudre", "quantity": 2, "unit_price": 6000},
    {"kind": "working_capital", "name_ar": "أثواب", "name_fr": "Tissus", "quantity": 1, "unit_price": 3000},
)


def make_project(*, person=None, by=None, items=ITEMS, **fields):
    """A drafted life project of 15,000.00 MAD unless `items` say otherwise, in the person's open episode."""
    person = person or make_person(by=by)
    episode = open_episode(person)
    given = {
        "title_ar": "ورشة خياطة",
        "title_fr": "Atelier de couture",
        "sector": Sector.objects.first(),
        "province": make_province(),
        **fields,
    }
    return projects.draft(episode=episode, by=by or episode.worker, items=items, **given)


def make_intervention(*, people, by, centre=None, **fields):
    given = {"axis": Axis.objects.first(), "held_on": OPENED_ON, "subject": "Séance", **fields}
    return interventions.record(by=by, centre=centre or people[0].centre, people=people, **given)


def make_detention(person, *, by, number="44812", **fields):
    """Protected facts of a person, with a prison number."""
    given = {"establishment": Establishment.objects.first(), "is_moussalaha": True, **fields}
    return particulars.save(record=Detention(beneficiary=person, prisoner_number=number, **given), by=by)


def reread(record):
    """The row as the database has it now, in a fresh object."""
    return type(record)._base_manager.get(pk=record.pk)
