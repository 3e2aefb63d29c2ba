"""Nobody meets a word of another language: the demonstration's pages as each role, in Arabic and in French."""

import json
import re
from datetime import date
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.contrib import admin
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.formats import date_format

from reintegration.ground.access.models import User
from tests import pages
from tests.factories import make_user
from tests.reading import Page, english_texts
from tests.signing import Client

DAY = date(2026, 1, 1)
DIRECTION = {"ar": "rtl", "fr": "ltr"}
# Left out: what signs out, and papers and their public page in two languages, which have tests of their own.
UNASKED = ("admin:logout", "admin:jsi18n", "set_language", "verify_code")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]


ENGLISH = english_texts()


def speaking(language, user=None):
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    if user:
        client.force_login(user)
    return client


def faults_of(response, language):
    page = Page(response.text)
    foreign = page.foreign_to_arabic() if language == "ar" else page.foreign_to_french(ENGLISH)
    declared = (page.language, page.direction)
    return foreign + ([] if declared == (language, DIRECTION[language]) else [f"declared {declared}"])


def name_of(url, user):
    """What tells one kind of page from another: its name, each step of a process, and each person's first page."""
    try:
        found = resolve(urlsplit(url).path)
    except Resolver404:
        return None
    if found.view_name in UNASKED or url.endswith(".pdf"):
        return None
    return found.view_name, found.kwargs.get("verb"), user.pk if found.view_name == "admin:index" else None


class Crawl:
    """Follows the links of every account from its first page, and opens one page of each kind."""

    def __init__(self, language):
        self.language, self.faults, self.opened = language, {}, {}
        for user in User.objects.filter(postings__isnull=False).distinct().order_by("pk"):
            self.follow(speaking(language, user), user)

    def follow(self, client, user):
        waiting = [reverse("admin:index")]
        while waiting:
            url = waiting.pop(0)
            name = name_of(url, user)
            if name is None or name in self.opened:
                continue
            response = client.get(url)
            if response.status_code != 200 or "html" not in response.headers["Content-Type"]:
                continue
            self.opened[name] = url
            self.read(response, f"{user.username} {url}")
            if url.endswith("/add/"):
                self.read(self.sent_empty(client, url, response), f"{user.username} {url}, sent empty")
            waiting += [urljoin(url, link) for link in Page(response.text).links if not urlsplit(link).netloc]

    def sent_empty(self, client, url, response):
        sent = pages.record_form(response).sent()
        return client.post(url, {name: "" if name[0] != "_" else value for name, value in sent.items()} | kept(sent))

    def read(self, response, where):
        for text in faults_of(response, self.language):
            self.faults.setdefault(text, where)


def kept(sent):
    """What the page itself put into the form: without it the form is refused before it is read."""
    own = ("csrfmiddlewaretoken", "version", "idempotency_key")
    return {name: value for name, value in sent.items() if name in own or name.endswith("_FORMS")}


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_every_kind_of_page_speaks_one_language(language):
    crawl = Crawl(language)
    assert crawl.faults == {}
    lists = {f"admin:{m._meta.app_label}_{m._meta.model_name}_changelist" for m in admin.site._registry}
    assert lists <= {name for name, *_ in crawl.opened}
    assert len(crawl.opened) > 100


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_stranger_and_lost_users_read_their_language(language):
    stranger, user = speaking(language), User.objects.create_user("lost", password="unused-in-this-test")
    wrong = {"username": "nobody", "password": "wrong"}
    answers = [
        stranger.get(reverse("admin:login")),
        stranger.post(reverse("admin:login"), wrong),
        speaking(language, user).get(reverse("admin:index"), follow=True),
        speaking(language, user).get("/no/such/page/", follow=True),
        speaking(language, user).post(reverse("admin:logout"), follow=True),
    ]
    assert [faults_of(answer, language) for answer in answers] == [[]] * len(answers)


ENGLISH_MONTHS = "January February March April May June July August September October November December".split()
MONTHS = "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر".split()


@pytest.mark.parametrize("style", ["F", "E", "M", "N"])
def test_arabic_months_are_those_of_morocco(style):
    with translation.override("ar"):
        assert [date_format(DAY.replace(month=month), style) for month in range(1, 13)] == MONTHS


def test_calendar_of_forms_names_the_months_of_morocco():
    answer = speaking("ar", make_user("auditor")).get(reverse("admin:jsi18n")).text
    catalogue = json.loads(re.search(r"const newcatalog = (\{.*?\});", answer, re.DOTALL)[1])
    assert [catalogue[name] for name in ENGLISH_MONTHS] == MONTHS


# --- controls: what the reading finds and what it leaves


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Not translated</p>",
        '<input placeholder="Your name">',
        '<a aria-label="Open" href="/">فتح</a>',
        '<img alt="None">',
        '<input type="submit" value="Save">',
        "<select><option value='draft'>Draft</option></select>",
        "<p><bdi>Nadia</bdi> decided</p>",
        "<p><br>Not <b>closed</b></p>",
    ],
)
def test_control_untranslated_text_is_found(markup):
    assert Page(f'<html lang="ar" dir="rtl"><p>نص</p>{markup}</html>').foreign_to_arabic()


@pytest.mark.parametrize(
    "markup",
    [
        "<bdi>Nadia <b>Berrada</b></bdi>",
        '<button lang="fr">Français</button>',
        "<code>season</code>",
        "<textarea>typed by somebody</textarea>",
        "<td>CAS-2026-00015, CPDH-ELJ-2020-1</td>",
        "<select><option value='12'>Nadia</option></select>",
        "<script>let word = 1</script>",
    ],
)
def test_control_words_of_people_and_numbers_pass(markup):
    assert Page(f'<html lang="ar" dir="rtl"><p>نص</p>{markup}</html>').foreign_to_arabic() == []


@pytest.mark.parametrize("markup", ["<p>نص</p>", "<a>Register a person</a>", "<th>Amount approved</th>"])
def test_control_other_languages_on_a_french_page_are_found(markup):
    assert Page(f'<html lang="fr" dir="ltr"><p>Texte</p>{markup}</html>').foreign_to_french(ENGLISH)


def test_control_a_page_that_lost_a_translation_is_found(client):
    response = client.get(reverse("admin:login"))
    assert faults_of(response, "ar") == []
    response.content = response.content.replace("كلمة السر".encode(), b"Password")
    assert "Password" in faults_of(response, "ar")
