"""The pages of the demonstration: each number opens as many rows as it says, and no link of Today leads nowhere."""

import re

import pytest
from django.urls import reverse

from reintegration.demo import el_jadida, under_way
from reintegration.demo.accounts import ACCOUNTS
from reintegration.ground.access.models import User
from tests.pages import links_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]

NUMBER_WITH_LIST = re.compile(r'<a href="(/programs/[^"]+/figures/[^"]+/)"><bdi>(\d+)</bdi></a>')
POSTED = [username for username, *_names, role, _centre in ACCOUNTS if role]


@pytest.fixture
def nadia(client):
    client.force_login(User.objects.get(username="nadia"))
    return client


def numbers_of(client, slug):
    """{address of a list: the number that leads to it} of a program's page."""
    text = client.get(reverse("admin:program_figures", args=[slug])).text
    return {url.replace("&amp;", "&"): int(number) for url, number in NUMBER_WITH_LIST.findall(text)}


def rows_behind(client, addresses):
    return {url: rows_in(client.get(url).context) for url in addresses}


def rows_in(context):
    return context["page"].paginator.count if "page" in context else context["cl"].result_count


@pytest.mark.parametrize("slug", [el_jadida.SLUG, under_way.SLUG])
def test_every_number_opens_a_list_with_that_many_rows(nadia, slug):
    numbers = numbers_of(nadia, slug)
    assert len(numbers) >= 5
    assert rows_behind(nadia, numbers) == numbers


def test_control_numbers_of_another_program_do_not_fit(nadia):
    numbers = numbers_of(nadia, el_jadida.SLUG)
    wrong = {url.replace(el_jadida.SLUG, under_way.SLUG): n for url, n in numbers.items() if "ceremony" not in url}
    assert rows_behind(nadia, wrong) != wrong


@pytest.mark.parametrize("username", POSTED)
def test_every_link_of_today_opens(client, username):
    client.force_login(User.objects.get(username=username))
    links = {link for link in links_of(client.get("/")) if link.startswith("/")}
    answers = {link: client.get(link, follow=True).status_code for link in links}
    assert {link: status for link, status in answers.items() if status != 200} == {}


def test_number_of_a_centres_figure_is_the_number_of_rows_behind_it(client):
    client.force_login(User.objects.get(username="souad"))
    (panel,) = client.get("/").context["today"]["figures"]
    assert rows_behind(client, [row["url"] for row in panel["rows"]]) == {r["url"]: r["value"] for r in panel["rows"]}
