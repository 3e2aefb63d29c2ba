"""Two people whom a second centre registers: what head office compares. Told once, like every story."""

from dataclasses import dataclass
from datetime import timedelta

from beneficiaries.models import Beneficiary, Episode
from beneficiaries.services import episodes, intake
from reintegration.demo import telling, under_way


@dataclass(frozen=True)
class Double:
    """A person of the season under way, by place in its table, as the other centre wrote them down."""

    place: int
    phone: str
    shows_card: bool
    was_a_mistake: bool


DOUBLES = [
    Double(6, "0670110022", shows_card=True, was_a_mistake=False),
    Double(22, "0670110033", shows_card=False, was_a_mistake=True),
]
STEPS = len(DOUBLES)


def tell(cast, say, *, today):
    season = under_way.prepare(cast, today)
    people = [character for _stage, character in under_way.characters(season)]
    for number, double in enumerate(DOUBLES, 1):
        if not Beneficiary.objects.filter(phone=double.phone).exists():
            _register(double, people[double.place], season, cast)
        say(f"doubles: {number}/{STEPS}")


@telling.whole()
def _register(double, character, season, cast):
    centre = cast.centres["MAR"]
    by = cast.coordinator(centre)
    admission = telling.admission(character, centre)
    person = admission.person
    person.phone = double.phone
    person.given_name_latin = person.given_name_latin.upper()
    person.family_name_latin = person.family_name_latin.replace("ou", "u").replace("El ", "El-")
    if not double.shows_card:
        person.cin = ""
    day = season.ago(5)
    intake.register(
        person=person, by=by, province=admission.province, opened_on=day, consented_on=day, intake=Episode.Intake.SELF
    )
    if double.was_a_mistake:
        closed_on = day + timedelta(days=1)
        episodes.close(episode=person.episodes.get(), by=by, closed_on=closed_on, exit=Episode.Exit.MISTAKE)
