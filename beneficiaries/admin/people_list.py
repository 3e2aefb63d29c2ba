"""What the list of people shows of each: who, where they stand on the path, what comes next and with whom."""

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import Episode, Residence
from reintegration.ground.markup import dirhams, isolated, two_lines
from reintegration.ground.waiting import since

LIVING = Prefetch(
    "residences",
    Residence.objects.filter(ends_on__isnull=True).select_related("province"),
    to_attr="current_residences",
)


class PeopleList(ChangeList):
    """A person leads to their file; its form is a step further."""

    def get_results(self, request):
        """Read what a page shows: nothing is unsealed for it, and where people stand comes with the path."""
        rows = self.queryset.prefetch_related(None).prefetch_related(LIVING)
        self.queryset = rows.defer("cin", "vulnerability_note", "search")
        super().get_results(request)

    def url_for_result(self, result):
        return reverse("admin:case", args=[result.file_number])


class ListsPeople:
    list_display = ["who", "age", "lives_in", "centre", "stage", "project", "next_step", "worker"]

    def get_queryset(self, request):
        running = Prefetch("episodes", Episode.objects.open().select_related("worker"), to_attr="open_episodes")
        return super().get_queryset(request).prefetch_related(LIVING, running)

    @admin.display(description=_("age"), ordering="-birth_year")
    def age(self, person):
        return person.age_on(timezone.localdate())

    @admin.display(description=_("lives in"))
    def lives_in(self, person):
        return person.current_residences[0].province if person.current_residences else None

    @admin.display(description=_("worker in charge"))
    def worker(self, person):
        return person.open_episodes[0].worker if person.open_episodes else None

    @admin.display(description=_("stage"))
    def stage(self, person):
        return person.place

    stage.is_status = True

    @admin.display(description=_("life project"))
    def project(self, person):
        running = [project for episode in person.episodes.all() for project in episode.life_projects.all()]
        return two_lines(isolated(running[0].title), dirhams(running[0].requested)) if running else None

    @admin.display(description=_("next step"), empty_value="—")
    def next_step(self, person):
        place = person.place
        waits = since(place.since, timezone.localdate()) if place.since else ""
        return two_lines(place.next_label, f"{place.holder} {waits}".strip()) if place.next_label else None

    def get_changelist(self, request, **kwargs):
        return PeopleList

    def prepare_rows(self, request, rows):
        """Say where each person of the page stands on the path, in as many queries for fifty as for one."""
        places = import_string(settings.PATH_OF_PEOPLE)(rows, user=request.user)
        for person in rows:
            person.place = places[person.pk]
            person.open_episodes = [episode for episode in person.episodes.all() if episode.is_open]
