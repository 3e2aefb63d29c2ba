"""Reads pages as a browser does: the fields of a form with their values, ready to be changed and sent."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

UNSENT = ("submit", "button", "image", "file", "reset")


@dataclass
class Form:
    """A form of a page: where it goes, what it sends, and the choices of its selects."""

    attributes: dict
    values: dict = field(default_factory=dict)
    choices: dict = field(default_factory=dict)

    @property
    def method(self):
        return self.attributes.get("method", "get").lower()

    def sent(self, **changes):
        """The data that the form would send after `changes`; a change to None leaves the field out."""
        data = {**self.values, **changes}
        return {name: value for name, value in data.items() if value is not None}


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms, self.links = [], []
        self.form = self.select = self.option = self.textarea = None

    def handle_starttag(self, tag, attrs):
        attrs = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = Form(attrs)
            self.forms.append(self.form)
        elif tag == "a" and "href" in attrs:
            self.links.append(attrs["href"])
        elif self.form is not None:
            self._field(tag, attrs)

    def _field(self, tag, attrs):
        name = attrs.get("name", "")
        if tag == "input" and name and attrs.get("type") not in UNSENT:
            self._input(name, attrs)
        elif tag == "textarea" and name:
            self.textarea = name
            self.form.values[name] = ""
        elif tag == "select" and name:
            self.select = name
            self.form.choices[name] = []
            self.form.values.setdefault(name, "")
        elif tag == "option" and self.select:
            value = attrs.get("value", "")
            self.form.choices[self.select].append(value)
            if "selected" in attrs:
                self.form.values[self.select] = value

    def _input(self, name, attrs):
        if attrs.get("type") in ("checkbox", "radio"):
            if "checked" in attrs:
                self.form.values[name] = attrs.get("value", "on")
        else:
            self.form.values[name] = attrs.get("value", "")

    def handle_data(self, data):
        if self.textarea:
            self.form.values[self.textarea] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "textarea" and self.textarea:
            # A browser drops the first line end of a text box.
            text = self.form.values[self.textarea]
            self.form.values[self.textarea] = text.removeprefix("\r\n").removeprefix("\n")
            self.textarea = None
        elif tag == "select":
            self.select = None


def read(response):
    reader = _Reader()
    reader.feed(response.content.decode())
    return reader


def forms_of(response):
    return read(response).forms


def links_of(response):
    return read(response).links


def record_form(response):
    """The form of a page that carries an idempotency key."""
    return next(form for form in forms_of(response) if "idempotency_key" in form.values)


def send(client, url, **changes):
    """Open a page, change its form, send it; returns the response."""
    page = client.get(url)
    assert page.status_code == 200, (url, page.status_code)
    return client.post(url, record_form(page).sent(**changes))


def errors_of(response):
    """The messages that a form page shows above its fields."""
    form = response.context["adminform"].form
    lines = [message for messages in form.errors.values() for message in messages]
    for formset in response.context["inline_admin_formsets"]:
        lines += formset.formset.non_form_errors()
        lines += [m for row in formset.formset.errors for messages in row.values() for m in messages]
    return lines
