"""Two centres with a whole file each: Souad's own, and Amal's, of which Souad must never see a trace."""

from dataclasses import dataclass, field

from django.contrib import admin

from beneficiaries.models import Diagnosis, Placement, Training
from beneficiaries.services import diagnoses, duplicates, particulars, people, visits
from disbursements.models import Cheque, EquipmentLine
from disbursements.services import ceremonies, passes
from reintegration.ground.access.models import Centre, Posting, User
from reintegration.ground.jobs.queueing import queue
from reintegration.office import saved_filters
from tests.disbursements.factories import make_approved, make_ceremony, make_cheque, make_equipment
from tests.factories import (
    OPENED_ON,
    make_centre,
    make_coordinator,
    make_detention,
    make_intervention,
    make_person,
    make_project,
    make_user,
    open_episode,
)
from tests.programs.factories import make_application, make_line


def pks_by_label():
    """{model label: ids of its rows} of every registered model, to tell the rows of one world from another's."""
    return {m._meta.label_lower: set(m._base_manager.values_list("pk", flat=True)) for m in admin.site._registry}


@dataclass
class World:
    """One centre, its coordinator, and one record of every kind on the path of one person."""

    centre: Centre
    coordinator: User
    records: dict = field(default_factory=dict)
    traces: tuple = ()
    # Parameters of own pages, by the name of the address.
    values: dict = field(default_factory=dict)
    # The ids of all rows that came with this world, by model.
    everything: dict = field(default_factory=dict)

    @property
    def person(self):
        return self.records["beneficiaries.beneficiary"]

    def keep(self, *records):
        self.records |= {record._meta.label_lower: record for record in records}
        return records[0]


OWN = {
    "given_name_ar": "شهرزاد",
    "family_name_ar": "المنصوري",
    "given_name_latin": "Chahrazad",
    "family_name_latin": "Mansouri",
    "phone": "0611223344",
    "cin": "BK100200",
}
OTHER = {
    "given_name_ar": "زليخة",
    "family_name_ar": "البوعزاوي",
    "given_name_latin": "Zoulikha",
    "family_name_latin": "Bouazzaoui",
    "phone": "0699887766",
    "cin": "ZT765432",
}


def make_world(person_fields, *, line, name):
    """`name` is a word that stands in every text of this centre's records."""
    before = pks_by_label()
    centre = make_centre(name_ar=f"مركز {name}", name_fr=f"Centre {name}")
    coordinator = make_coordinator(centre, full_name_ar=f"منسقة {name}", full_name_latin=f"Coordinator {name}")
    world = World(centre, coordinator)
    person = make_person(by=coordinator, centre=centre, address=f"Rue {name}", **person_fields)
    episode = open_episode(person)
    diagnoses.add(diagnosis=Diagnosis(episode=episode, skills=f"Skills {name}"), by=coordinator)
    make_detention(person, by=coordinator, number=f"N-{name}")
    particulars.save(record=Training(beneficiary=person, title_ar=f"تكوين {name}"), by=coordinator)
    placement = Placement(beneficiary=person, employer=f"Employer {name}", started_on=OPENED_ON)
    particulars.save(record=placement, by=coordinator)
    session = make_intervention(people=[person], by=coordinator, subject=f"Session {name}")
    titles = {"title_ar": f"مشروع {name}", "title_fr": f"Projet {name}"}
    application = make_application(status="approved", person=person, by=coordinator, line=line, **titles)
    goods = make_equipment(application, status="received")
    money = make_cheque(application, status="committed")
    ceremony = make_ceremony(by=coordinator, name_ar=f"حفل {name}", name_fr=f"Cérémonie {name}")
    ceremonies.invite(ceremony=ceremony, applications=[application], by=coordinator)
    ceremonies.lock(ceremony=ceremony, by=coordinator)
    handover = ceremony.handovers.get()
    given = passes.give(ceremony=ceremony, holder=f"Official {name}", by=coordinator).ceremony_pass
    world.keep(person, episode, session, application.project, application, goods, ceremony, handover)
    world.keep(handover.certificates.get(), application.decisions.get(), EquipmentLine.objects.get(disbursement=goods))
    world.keep(Cheque.objects.get(disbursement=money), coordinator, centre)
    world.keep(Posting.objects.get(user=coordinator))
    world.keep(visits.plan(project=application.project, handed_on=OPENED_ON, by=coordinator)[0])
    make_project(person=person, by=coordinator, **titles)
    world.keep(make_duplicate(person))
    kept = saved_filters.save(
        user=coordinator, of_list="beneficiaries.beneficiary", name=f"Filter {name}", query=f"q={name}"
    )
    about = {"pk": ceremony.pk, "language": "ar"}
    job = queue(kind="certificates", by=coordinator, arguments=about)
    world.traces = (name, person.file_number, *person_fields.values())
    world.values = {
        "app_list": {"app_label": "beneficiaries"},
        "program_figures": {"slug": line.program.slug},
        "program_workbook": {"slug": line.program.slug},
        "program_figure": {"slug": line.program.slug, "key": "applications.approved"},
        "program_figure_workbook": {"slug": line.program.slug, "key": "applications.approved"},
        "disbursements_ceremony_given_pass": {"pass_id": given.pk},
        "disbursements_ceremony_withdraw_pass": {"pass_id": given.pk},
        "case": {"file_number": person.file_number},
        "draft": {"form": f"beneficiaries.lifeproject:{application.project.pk}"},
        "saved_filter": {"pk": kept.pk},
        "delete_filter": {"pk": kept.pk},
        "job": {"pk": job.pk},
        "job_progress": {"pk": job.pk},
        "job_result": {"pk": job.pk},
        "job_step": {"pk": job.pk, "step": "cancel"},
    }
    world.everything = {label: pks - before[label] for label, pks in pks_by_label().items()}
    return world


def make_duplicate(person):
    """The same person registered by a third centre, as head office finds it."""
    amal = make_coordinator()
    names = {field: getattr(person, field) for field in ("birth_year", *people.NAMES)}
    (item,) = duplicates.look_elsewhere(beneficiary=make_person(by=amal, **names), by=amal)
    return item


def make_mixed_ceremony(own, other):
    """A ceremony of the own centre, planned by head office, with a person of each centre on its list."""
    officer = make_user("programme_officer")
    line = make_line(amount="500000")
    files = [make_approved(person=world.person, by=world.coordinator, line=line) for world in (own, other)]
    ceremony = make_ceremony(by=officer, centre=own.centre)
    ceremonies.invite(ceremony=ceremony, applications=files, by=officer)
    return ceremony
