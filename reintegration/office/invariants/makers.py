"""Makers of the rows that a scene is built from, each through the services."""

import secrets
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from beneficiaries.services import people, projects
from programs.models import Criterion, FundingSource, Program
from programs.services import applications, decisions, funding
from reintegration.ground import records
from reintegration.ground.access.models import Posting, User
from reintegration.ground.reference.models import Sector

ITEMS = (
    {"name_ar": "آلة", "name_fr": "Machine", "quantity": 1, "unit_price": Decimal(900)},
    {"name_ar": "أثواب", "name_fr": "Tissus", "quantity": 1, "unit_price": Decimal(100)},
)
ASKED = Decimal(1000)


class Makers:
    """What the scene's people write; `users`, `centre`, `province`, `program` and `line` are set as it is built."""

    def new_file(self, status="submitted", *, line=None):
        """An application of a new person, as far as `status`."""
        souad = self.users["souad"]
        person = self.new_person()
        project = projects.draft(episode=person.episodes.get(), by=souad, items=ITEMS, **self.project_facts())
        file = applications.submit(project=project, program=self.program, by=souad)
        if status != "submitted":
            applications.check(application=file, by=self.users["nadia"])
        if status == "approved":
            line = line or self.line
            decisions.approve(application=file, by=self.users["driss"], line=line, amount=ASKED)
        return file

    def past_facts(self):
        person = self.new_person()
        project = projects.draft(
            episode=person.episodes.get(), by=self.users["souad"], items=ITEMS, **self.project_facts()
        )
        return {
            "by": self.users["nadia"], "project": project, "program": self.other_program, "amount": ASKED,
            "submitted_on": self.other_program.opens_on, "decided_on": self.other_program.closes_on,
        }  # fmt: skip

    def new_person(self):
        return people.register(
            by=self.users["souad"], centre=self.centre, province=self.province, given_name_ar="فلان",
            given_name_latin="Foulane", family_name_ar="الفلاني", family_name_latin="El Foulani", sex="M",
            birth_year=1990, opened_on=self.today - timedelta(days=100), cin=f"ZZ{secrets.randbelow(10**6):06d}",
        )  # fmt: skip

    def new_user(self, name, role=None):
        user = User(
            username=f"scene-{self.token}-{name}", full_name_ar=name, full_name_latin=name, password="!", is_staff=True
        )
        self.store(user)
        centre = self.centre if role == Posting.Role.COORDINATOR else None
        if role:
            self.store(Posting(user=user, role=role, centre=centre, starts_on=self.today, confirmed_at=timezone.now()))
        return user

    def new_program(self, closes_on):
        """A season that was open for ten days until one."""
        return self.store(
            Program(
                slug=f"scene-{self.token}-{closes_on}", short_name_ar="موسم", short_name_fr="Saison",
                opens_on=closes_on - timedelta(days=10), closes_on=closes_on, **self.named("موسم", "Saison"),
            )
        )  # fmt: skip

    def new_criterion(self):
        return self.store(Criterion(program=self.program, max_points=20, **self.named("معيار", "Critère")))

    def new_source(self, kind, name="source"):
        code = f"scene-{self.token}-{kind}-{name}"
        return self.store(FundingSource(code=code, kind=kind, **self.named("مصدر", "Source")))

    def new_agreement(self, source, number):
        return funding.sign_agreement(
            by=self.users["hassan"], reference=f"~{self.token}-{number}", source=source, partner_ar="لجنة",
            partner_fr="Comité", province=self.province, signed_on=self.today, amount=Decimal(50000),
            **self.named("اتفاقية", "Convention"),
        )  # fmt: skip

    def new_line(self, program, source, amount, *, tranche=None):
        names = self.named("اعتماد", "Crédit")
        return funding.open_line(
            program=program, source=source, tranche=tranche, amount=amount, by=self.users["hassan"], **names
        )

    def project_facts(self):
        return {
            "title_ar": "ورشة",
            "title_fr": "Atelier",
            "sector": Sector.objects.order_by("pk").first(),
            "province": self.province,
        }

    @staticmethod
    def named(arabic, french):
        return {"name_ar": arabic, "name_fr": french}

    @staticmethod
    def store(record):
        return records.store(record, by=None)


def rib(token):
    """An account number of 24 digits whose last two fit the others."""
    root = f"{int(token, 16):022d}"
    return f"{root}{-int(root + '00') % 97:02d}"
