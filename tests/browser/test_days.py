"""Each role's main task from its first page, in fewer presses and keys than in Django's admin as it comes."""

from contextlib import closing

import pytest

from tests.browser import stock_days
from tests.browser.desk import Desk
from tests.browser.stock_days import PERSON, StockDesk
from tests.databases import private_database
from tests.servers import running_site


def register(desk):
    desk.press("main a[href='/intake/']")
    desk.fill(**PERSON)
    desk.press("[name=sex][value=F]")
    desk.press("[name=has_agreed]")
    desk.press("[name=_save]")
    assert "/cases/" in desk.page.url


def first(desk, towards):
    """Take up the first line of Today whose button leads to this step."""
    desk.press(f'.work-item:first-child .ways a[href*="{towards}"] >> nth=0')


def check_a_file(desk):
    first(desk, "/verb/check/")
    desk.confirm()


def approve_a_file(desk):
    first(desk, "/verb/approve/")
    desk.choose("line", index=1)
    desk.confirm()


def sign_a_cheque(desk):
    first(desk, "/verb/sign/")
    desk.confirm()


def confirm_a_posting(desk):
    first(desk, "/verb/confirm/")
    desk.confirm()


def read_an_act_on_money(desk):
    desk.press(".work-item:first-child a.title >> nth=0")


DAYS = {
    "souad": (register, stock_days.register),
    "nadia": (check_a_file, stock_days.check_a_file),
    "driss": (approve_a_file, stock_days.approve_a_file),
    "hassan": (sign_a_cheque, stock_days.sign_a_cheque),
    "omar": (confirm_a_posting, stock_days.confirm_a_posting),
    "leila": (read_an_act_on_money, stock_days.read_an_act_on_money),
}
"""Who → (their task here, the same in the stock admin)."""


@pytest.fixture
def sites(told_template, django_db_blocker, tmp_path):
    """The office and the stock admin, each in a process of its own, on one private copy of the demonstration."""
    with django_db_blocker.unblock(), private_database(told_template, tmp_path) as database:
        stock = {**database.environment, "DJANGO_SETTINGS_MODULE": "tests.stock.settings"}
        with (
            running_site(database.environment, log=tmp_path / "office.log") as office_address,
            running_site(stock, log=tmp_path / "stock.log") as stock_address,
        ):
            yield office_address, stock_address


def walked(desk, task):
    """(presses, keys) of a task, after the sign-in."""
    with closing(desk.context):
        presses, keys = desk.presses, desk.keys
        task(desk)
        assert desk.faults == []
        return desk.presses - presses, desk.keys - keys


def test_everybody_does_their_main_task_with_fewer_presses_than_in_the_stock_admin(browser, sites):
    office, stock = sites
    counted = {}
    for username, (here, there) in DAYS.items():
        before = walked(StockDesk(browser, stock, username), there)
        counted[username] = walked(Desk(browser, office, username), here), before
    for username, ((presses, keys), (stock_presses, stock_keys)) in counted.items():
        print(f"{username}: {presses} presses, {keys} keys; stock {stock_presses} presses, {stock_keys} keys")
        assert presses + keys < stock_presses + stock_keys, username
