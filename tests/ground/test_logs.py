"""Logs and error reports name no person: whatever is written, by whichever handler."""

import logging
import sys

import pytest
from django.conf import settings
from django.db import IntegrityError
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter, get_exception_reporter_class

from beneficiaries.models import Beneficiary
from reintegration.ground.logs import HIDDEN, WithoutPersonal, without_personal

# A report quotes the source around the fault: what it must not show stands up here.
SECRETS = {"given_name_ar": "فاطمة", "form-0-cin": "BE123456", "unknown": "44812", "phone": "0612345678"}
SEARCHED = "Amrani"
FAULT = f"no card {SECRETS['form-0-cin']} for {SECRETS['phone']}"


class Page(logging.Handler):
    """A handler that keeps what it would write."""

    def __init__(self):
        super().__init__()
        self.written = []

    def emit(self, record):
        self.written.append(self.format(record))


@pytest.fixture
def page():
    handler = Page()
    handler.addFilter(WithoutPersonal())
    yield from _attached(handler)


@pytest.fixture
def unfiltered():
    yield from _attached(Page())


def _attached(handler):
    logger = logging.getLogger("tests.logs")
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    logger.addHandler(handler)
    yield handler
    logger.removeHandler(handler)


def log(*arguments, **options):
    logging.getLogger("tests.logs").error(*arguments, **options)


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("card BE123456 is known", "BE123456"),
        ("card bk 12 and be123456.", "be123456"),
        ("بطاقة AB١٢٣٤٥٦", "AB١٢٣٤٥٦"),
        ("call 0612345678 now", "0612345678"),
        ("call +212 6 12 34 56 78 now", "12 34 56 78"),
        ("call ٠٦١٢٣٤٥٦٧٨", "٠٦١٢٣٤٥٦٧٨"),
        ("GET /beneficiaries/?q=Amrani&centre=4 HTTP/1.1", "Amrani"),
        (f"Not Found: /pass/{'aB3_-xyz' * 5}abc/", "xyz"),
        ("person given_name_ar=فاطمة saved", "فاطمة"),
        ("{'family_name_latin': 'El Amrani', 'sex': 'F'}", "Amrani"),
        ("<QueryDict: {'form-0-prisoner_number': ['44812']}>", "44812"),
        ('{"skills": "sews \\"well\\", reads"}', "sews"),
        ("Key (cin_key, program_id)=(ab12, 4) already exists.", "ab12"),
        ("DETAIL:  Failing row contains (7, Fatima, El Amrani).", "Fatima"),
    ],
)
def test_log_hides_what_says_who_somebody_is(page, text, secret):
    log(text)
    assert secret not in page.written[0] and HIDDEN in page.written[0]


def test_control_unfiltered_handler_writes_everything(unfiltered):
    log("card %s of %s", "BE123456", {"phone": "0612345678"})
    assert "BE123456" in unfiltered.written[0] and "0612345678" in unfiltered.written[0]


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21 23:29:01 WARNING worker 12345 took 0.35 s for 1500 rows",
        "Incident 4F3A-99B1 on /beneficiaries/12/",
        "file CAS-2026-00012 of centre C7: amount 35000.00",
        "Not Found: /favicon.ico",
        "Not Found: /static/css/a-name-of-a-stylesheet-that-is-very-long.css",
    ],
)
def test_log_keeps_what_names_nobody(text):
    assert without_personal(text) == text


def test_log_names_records_by_their_id(page):
    log("could not save %s in %s", Beneficiary(pk=7, given_name_latin="Fatima"), [Beneficiary(pk=8)])
    log("by name %(who)s", {"who": Beneficiary(pk=9, given_name_latin="Fatima")})
    assert page.written == [
        "could not save beneficiaries.beneficiary 7 in ['beneficiaries.beneficiary 8']",
        "by name beneficiaries.beneficiary 9",
    ]


def test_log_with_wrong_arguments_is_no_failed_page(page):
    log("%s and %s", "one")
    assert page.written == ["%s and %s (with arguments that do not fit)"]


def test_log_of_an_error_hides_the_values_that_the_database_quotes(page):
    try:
        raise IntegrityError("duplicate key\nDETAIL:  Key (cin_key)=(deadbeef) already exists.")
    except IntegrityError:
        log("failed", exc_info=True)
    assert "deadbeef" not in page.written[0]
    assert "IntegrityError: duplicate key" in page.written[0] and "test_logs.py" in page.written[0]


def test_log_of_statements_holds_their_shape_without_values(page):
    sql = "UPDATE people SET phone = '0612', name_2 = 'O''Hara' WHERE id = 17 AND \"a1\" > 2.5"
    log("(%.3f) %s; args=%s", 0.1, sql, ("0612",), extra={"sql": sql, "params": ("0612",), "duration": 0.1})
    assert page.written == [
        f'UPDATE people SET phone = {HIDDEN}, name_2 = {HIDDEN} WHERE id = {HIDDEN} AND "a1" > {HIDDEN}'
    ]


def test_every_handler_of_the_settings_is_filtered():
    for name, handler in settings.LOGGING["handlers"].items():
        assert "without_personal" in handler["filters"], name
    loggers = [
        logging.getLogger(),
        *(logging.getLogger(name) for name in ("django", "django.server", "django.request")),
    ]
    installed = {handler for logger in loggers for handler in logger.handlers}
    streams = {handler for handler in installed if type(handler) is logging.StreamHandler}
    assert streams
    assert all(any(isinstance(f, WithoutPersonal) for f in handler.filters) for handler in streams)
    assert logging.getLogger("django").handlers == []


def test_error_report_names_what_was_sent_and_shows_no_value(rf):
    request = rf.post(f"/people/?q={SEARCHED}", SECRETS)
    try:
        raise ValueError(FAULT)
    except ValueError:
        report = get_exception_reporter_class(request)(request, *sys.exc_info())
    for text in (report.get_traceback_html(), report.get_traceback_text()):
        assert "given_name_ar" in text and "ValueError" in text
        assert [secret for secret in (*SECRETS.values(), SEARCHED) if secret in text] == []


def test_control_djangos_own_report_shows_what_was_sent(rf):
    request = rf.post(f"/people/?q={SEARCHED}", SECRETS)
    report = ExceptionReporter(request, ValueError, ValueError(FAULT), None)
    report.filter = SafeExceptionReporterFilter()
    text = report.get_traceback_text()
    assert [secret for secret in (*SECRETS.values(), SEARCHED) if secret not in text] == []
