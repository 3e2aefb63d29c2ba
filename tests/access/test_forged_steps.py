"""A step pressed with a stale, incomplete or forged form changes nothing: one legal cell of every button."""

import uuid

import pytest
from django.forms import ModelChoiceField
from django.urls import reverse

from disbursements.models import Disbursement
from programs.models import Application, FundingLine
from reintegration.ground.admin import repeat, verbs
from reintegration.ground.workflow import WORKFLOWS
from reintegration.office.processes import buttons_of
from tests.access.cells import Stage, arguments, kinds_of, posted, steps_of
from tests.access.changes import digest, quiet, undone
from tests.disbursements.factories import make_approved, make_cheque
from tests.factories import reread
from tests.programs.factories import make_line
from tests.signing import Client

pytestmark = pytest.mark.django_db

BUTTONS = [(label, name) for label, flow in sorted(WORKFLOWS.items()) for name in sorted(buttons_of(flow))]


class Button:
    """A step that its user may take now, with the form that takes it."""

    def __init__(self, label, name):
        flow, stage = WORKFLOWS[label], Stage()
        transition, step = flow[name], steps_of(flow)[name]
        record = stage.record(flow, transition.sources[0], step.of or kinds_of(flow)[0])
        step.before(stage, record)
        self.flow, self.transition, self.record = flow, transition, reread(record)
        self.user, self.client = stage.actor(transition.permission), Client()
        self.client.force_login(self.user)
        self.url = reverse(f"admin:{label.replace('.', '_')}_verb", args=[record.pk, name])
        self.form = posted(arguments(transition, step, stage, self.record))
        self.form |= {"version": self.record.version, "idempotency_key": str(uuid.uuid4())}

    def press(self, **changes):
        sent = {name: value for name, value in {**self.form, **changes}.items() if value is not None}
        return self.client.post(self.url, sent).status_code

    def choices(self):
        """The names of the form's foreign keys, each with a record that its user may not choose."""
        form = (self.flow.form(self.transition.name) or verbs.VerbForm)(
            record=self.record, user=self.user, transition=self.transition
        )
        for name, field in form.fields.items():
            if isinstance(field, ModelChoiceField):
                yield name, foreign(field.queryset.model).pk

    def forged(self):
        """(what was changed, the answer) of every forged form that got through or changed anything."""
        forms = [
            ("no version", {"version": None}),
            ("an old version", {"version": self.record.version - 1}),
            ("no key", {"idempotency_key": None}),
            ("a key that is none", {"idempotency_key": "1"}),
            *((f"{name} of somebody else", {name: pk}) for name, pk in self.choices()),
        ]
        before = digest()
        with quiet():
            for title, changes in forms:
                with undone():
                    answer = self.press(**changes)
                    if answer not in (200, 400) or digest() != before:
                        yield title, answer


def foreign(model):
    """A record of another centre, or of another program, that would do if it were one's own."""
    makers = {
        FundingLine: make_line,
        Application: lambda: make_cheque(make_approved(), status="committed").application,
        Disbursement: lambda: make_cheque(make_approved(), status="committed"),
    }
    assert model in makers, f"tests/access/test_forged_steps.py: say how a foreign {model.__name__} is made"
    return makers[model]()


@pytest.mark.parametrize(("label", "name"), BUTTONS)
def test_a_forged_form_changes_nothing_and_the_true_one_does(label, name):
    button = Button(label, name)

    assert list(button.forged()) == []
    assert button.press() == 302


def test_control_a_form_without_version_check_is_seen(monkeypatch):
    button = Button("disbursements.disbursement", "sign")
    monkeypatch.setattr(verbs, "check_version", lambda record, version: None)

    assert {"no version", "an old version"} <= set(dict(button.forged()))


def test_control_a_form_without_key_is_seen(monkeypatch):
    button = Button("disbursements.disbursement", "sign")
    monkeypatch.setattr(repeat, "valid_key", lambda text: uuid.uuid4())
    monkeypatch.setattr(verbs.VerbForm.base_fields["idempotency_key"], "required", False)

    assert "no key" in dict(button.forged())


def test_control_a_form_that_takes_any_line_is_seen(monkeypatch):
    button = Button("disbursements.ceremony", "invite")
    every = Application.objects.all()
    monkeypatch.setattr("disbursements.services.ceremonies.candidates", lambda *, by: every)
    monkeypatch.setattr(type(every), "visible_to", lambda rows, user: rows)

    assert "applications of somebody else" in dict(button.forged())
