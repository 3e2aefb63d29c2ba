"""Nobody sees or reaches what is another centre's: every registered record and every address, by every role."""

from dataclasses import replace

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import translation

from reintegration.ground.admin import ScopedModelAdmin, ScopedRelatedFilter
from reintegration.ground.admin.inlines import ScopedInline
from reintegration.ground.admin.writing import ServiceWriting
from tests.access import addresses
from tests.access.walk import Walk
from tests.access.world import OTHER, OWN, make_mixed_ceremony, make_world
from tests.databases import private_database
from tests.factories import NATIONAL_ROLES, make_user
from tests.programs.factories import make_line, make_tranche

OPEN_TO_ALL = {*addresses.UNASKED, "login"}

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def two_worlds(migrated_template, django_db_blocker, tmp_path_factory):
    """Both centres in a database of their own, made once: every test undoes what it changes."""
    folder = tmp_path_factory.mktemp("worlds")
    with (
        django_db_blocker.unblock(),
        private_database(migrated_template, folder),
        translation.override("en"),
    ):
        line = make_line(amount="500000")
        yield [make_world(OWN, line=line, name="Alphaville"), make_world(OTHER, line=line, name="Betatown")]


@pytest.fixture
def worlds(two_worlds):
    return [replace(world, records={**world.records}) for world in two_worlds]


@pytest.fixture
def walk(client, worlds):
    own, other = worlds
    return Walk(client, user=own.coordinator, own=own, other=other)


def test_every_registered_model_has_a_sample(worlds):
    known = set(worlds[0].records) | addresses.SHARED

    assert set(addresses.registered()) - known == set()


def test_every_address_is_walked(worlds):
    assert addresses.unfilled(worlds[0]) == []


def test_souad_finds_no_trace_of_amals_people(walk):
    assert "\n".join(walk.findings()) == ""


def test_karim_of_souads_centre_finds_none_either(client, worlds):
    """A part of her rights: what differs is which pages open."""
    own, other = worlds
    walk = Walk(client, user=make_user("social_worker", own.centre), own=own, other=other)

    assert [*walk.foreign_records(), *walk.own_records(), *walk.pages(), *walk.exports()] == []


def test_a_user_posted_nowhere_reaches_nothing(client, worlds):
    own, other = worlds
    client.force_login(make_user())
    asked = [*addresses.pages(), *addresses.records(own), *addresses.records(other), *addresses.others(own)]
    urls = [address.url for address in asked if address.name not in OPEN_TO_ALL]

    answers = {url: client.get(url).status_code for url in urls}

    assert {url: status for url, status in answers.items() if status not in (302, 403, 404)} == {}


def test_a_visitor_is_sent_to_the_door_everywhere(client, worlds):
    asked = [*addresses.pages(), *addresses.records(worlds[0]), *addresses.others(worlds[0])]
    answers = {a.url: client.get(a.url) for a in asked if a.name not in {*addresses.UNASKED, "login"}}

    assert {
        url: r.status_code for url, r in answers.items() if not r.headers.get("Location", "").startswith("/login")
    } == {}


@pytest.mark.parametrize("role", NATIONAL_ROLES)
def test_head_office_opens_what_its_role_includes_and_nothing_else(client, worlds, role):
    own, _other = worlds
    nothing = type(own)(centre=None, coordinator=None)
    walk = Walk(client, user=make_user(role), own=own, other=nothing)

    assert [*walk.own_records(), *walk.pages()] == []


def test_rows_of_no_centre_show_souad_nothing_of_amals_people(walk):
    make_tranche(received="10")
    findings = []
    for model in admin.site._registry:
        label = model._meta.label_lower
        for record in model._base_manager.all()[:3] if label in addresses.SHARED else ():
            for kind in ("change", "history", "delete"):
                url = addresses.url_of(f"{label.replace('.', '_')}_{kind}", {"object_id": record.pk})
                response = walk.client.get(url)
                may_open = response.status_code == 200 and walk.may_see(label)
                findings += [] if may_open or response.status_code in (403, 404) else [f"{url} opens"]
                findings += walk.traces_in(response, url)
    assert findings == []


def test_the_shortcut_to_a_record_by_its_type_leads_nowhere(walk):
    person = walk.other.person
    kind = ContentType.objects.get_for_model(person).pk

    response = walk.client.get(reverse("admin:view_on_site", args=[kind, person.pk]))

    assert response.status_code == 404
    assert walk.traces_in(response, "shortcut") == []


# --- the walk goes red when one filter is removed


def unscoped(queryset, user):
    return queryset


BOUND = [
    "access.centre",
    "beneficiaries.beneficiary",
    "beneficiaries.episode",
    "beneficiaries.followupvisit",
    "beneficiaries.intervention",
    "beneficiaries.lifeproject",
    "disbursements.ceremony",
    "disbursements.certificate",
    "disbursements.disbursement",
    "disbursements.equipmentline",
    "disbursements.handover",
    "programs.application",
    "programs.decision",
]


def test_the_walk_sees_what_amal_sees_of_her_own_people(client, worlds):
    """The traces are there to be found: on her pages, in her lists, choices and files."""
    own, other = worlds
    walk = Walk(client, user=other.coordinator, own=own, other=other)

    some = {"beneficiaries.beneficiary", "programs.application"}

    assert all([walk.pages(), walk.lists(some), walk.autocompletes(), walk.exports(), walk.foreign_records(some)])


def test_the_walk_sees_each_queryset_without_its_scope(walk, monkeypatch):
    unseen = []
    for label in BOUND:
        model = type(walk.other.records[label])
        with monkeypatch.context() as patch:
            patch.setattr(type(model._default_manager.get_queryset()), "visible_to", unscoped)
            if not walk.foreign_records({label}) or not walk.lists({label}):
                unseen.append(label)
    assert unseen == []


def test_the_walk_sees_an_admin_that_lists_every_row(walk, monkeypatch):
    monkeypatch.setattr(ScopedModelAdmin, "get_queryset", admin.ModelAdmin.get_queryset)

    assert walk.lists({"beneficiaries.episode"})


def test_the_walk_sees_a_side_bar_with_every_centre(walk, monkeypatch):
    every = admin.RelatedFieldListFilter.field_choices
    monkeypatch.setattr(ScopedRelatedFilter, "field_choices", every)

    assert any("shows" in finding for finding in walk.pages({"beneficiaries.episode"}))


def test_the_walk_sees_a_form_that_takes_any_foreign_key(walk, monkeypatch):
    monkeypatch.setattr(ServiceWriting, "get_field_queryset", lambda *args: None)

    assert walk.forgeries({"beneficiaries.episode"})


def test_the_walk_sees_a_list_that_answers_any_lookup(walk, monkeypatch):
    monkeypatch.setattr(ScopedModelAdmin, "lookup_allowed", lambda self, lookup, value, request=None: True)

    assert walk.oracles({"beneficiaries.episode"})


def mixed_findings(walk):
    walk.own.records["disbursements.ceremony"] = make_mixed_ceremony(walk.own, walk.other)
    return walk.own_records()


def test_a_ceremony_of_both_centres_shows_souad_her_own_people(walk):
    assert mixed_findings(walk) == []


def test_the_walk_sees_an_inline_with_every_row(walk, monkeypatch):
    monkeypatch.setattr(ScopedInline, "get_queryset", lambda inline, request: inline.model.objects.all())

    assert mixed_findings(walk)
