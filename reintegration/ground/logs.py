"""Takes personal data out of log records and error reports: both are read by people who may not see a case.

What is hidden: identity card and phone numbers, the values of columns that the registry of classes keeps out of logs,
every value in a query string, secrets in addresses, the values of SQL, the rows that a database quotes in its errors,
and records by name.
"""

import logging
import re
from functools import cache

from django.db.models import Model
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from reintegration.ground.classes import unlogged_names

HIDDEN = "…"
FORM_NAMES = frozenset({"q", "reason", "csrfmiddlewaretoken", "sessionid"})
"""Names of what people type that are no columns."""

# \d is a digit of any script: Arabic ones are typed here.
CARD = re.compile(r"(?<![\w-])(?:[A-Za-z]{1,2}\d{4,7}|[A-Z]{1,2}[ -]\d{4,7})(?![\w-])")
PHONE = re.compile(r"(?<![\w.])(?:(?:\+|00|٠٠)[\s.-]?\d{1,3}[\s.-]?|[0٠])[5-8٥-٨](?:[\s.-]?\d){8}(?![\w])")
QUERY = re.compile(r"(?<=\?)[^\s\"'<>?]*=[^\s\"'<>]*")
OF_QUERY = re.compile(r"=[^&]*")
SECRET = re.compile(r"(?<=/)[\w-]{32,}(?![\w.-])")
"""What opens a door: the link of a pass or an invitation."""
QUOTED_ROW = re.compile(r"(Key \([^)]*\)=)\(.*\)|(Failing row contains )\((?s:.*)\)")
SQL_VALUE = re.compile(r"'(?:[^']|'')*'|(?<![\w.\"])\d+(?:\.\d+)?(?![\w\"])")


@cache
def _named():
    """`name=value`, `'name': 'value'`, `form-0-name: [...]` for every name whose values are kept out."""
    names = "|".join(sorted(unlogged_names() | FORM_NAMES, key=len, reverse=True))
    value = r"""\[[^\]]*\]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s,;&)\]}'"][^,;&)\]}\n]*"""
    return re.compile(rf"(?<![\w])((?:[\w-]*-)?(?:{names})['\"]?\s*[=:]\s*)(?:{value})")


def without_personal(text):
    """Return a text for a log without what says who somebody is."""
    text = QUERY.sub(lambda query: OF_QUERY.sub(f"={HIDDEN}", query[0]), text)
    text = SECRET.sub(HIDDEN, text)
    text = QUOTED_ROW.sub(rf"\1\2({HIDDEN})", text)
    text = _named().sub(rf"\1{HIDDEN}", text)
    return CARD.sub(HIDDEN, PHONE.sub(HIDDEN, text))


class WithoutPersonal(logging.Filter):
    """Rewrites a record before its handler writes it; settings put it on every handler."""

    def filter(self, record):
        if hasattr(record, "sql"):
            _hide_values(record)
        else:
            record.msg = without_personal(_message(record))
        record.args = ()
        if record.exc_info and not record.exc_text:
            # Formatters write this text where it stands instead of formatting the exception themselves.
            record.exc_text = without_personal(logging.Formatter().formatException(record.exc_info))
        return True


def _message(record):
    record.args = _nameless(record.args)
    try:
        return record.getMessage()
    except (TypeError, ValueError):
        # A filter runs outside of what logging forgives: a wrong number of arguments must not become a failed page.
        return f"{record.msg} (with arguments that do not fit)"


def _nameless(value):
    """Records by model and id instead of their names."""
    if isinstance(value, Model):
        return f"{value._meta.label_lower} {value.pk}"
    if isinstance(value, dict):
        return {key: _nameless(item) for key, item in value.items()}
    if type(value) in (list, tuple, set):
        return type(value)(_nameless(item) for item in value)
    return value


def _hide_values(record):
    """Keep the shape of a statement, which Django logs with its values filled in."""
    record.sql, record.params = SQL_VALUE.sub(HIDDEN, str(record.sql)), None
    record.msg = record.sql


class ErrorReportFilter(SafeExceptionReporterFilter):
    """What an error report shows of a request and of the program's variables: names, no values."""

    def is_active(self, request):
        return True

    def get_post_parameters(self, request):
        return dict.fromkeys(request.POST, HIDDEN) if request is not None else {}

    def get_cleansed_multivaluedict(self, request, multivaluedict):
        return dict.fromkeys(multivaluedict, HIDDEN)

    def get_safe_cookies(self, request):
        return dict.fromkeys(super().get_safe_cookies(request), HIDDEN)

    def get_safe_request_meta(self, request):
        return {name: without_personal(f"?{value}")[1:] if name == "QUERY_STRING" else value
                for name, value in super().get_safe_request_meta(request).items()}  # fmt: skip

    def get_traceback_frame_variables(self, request, tb_frame):
        return [(name, HIDDEN) for name in tb_frame.f_locals]


class ErrorReport(ExceptionReporter):
    """Django's report without the query string and without the values in the error's own words."""

    def get_traceback_data(self):
        data = super().get_traceback_data()
        if "exception_value" in data:
            data["exception_value"] = without_personal(data["exception_value"])
        if self.request:
            data["request_GET_items"] = [(name, HIDDEN) for name in self.request.GET]
            data["request_insecure_uri"] = without_personal(data["request_insecure_uri"] or "")
        return data
