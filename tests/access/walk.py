"""Asks every address as one user and says where another centre shows, or a header lacks; each line is one finding."""

import io
import json
import uuid
import zipfile

from django.apps import apps
from django.contrib import admin
from django.db.models import ForeignKey
from django.forms import ModelChoiceField
from django.urls import reverse

from tests import pages
from tests.access import addresses
from tests.access.changes import quiet
from tests.headers import header_faults

ADDED_BY = {"programs.application": "programs.submit_application"}
"""Records that are born by a step of a process: the right is the step's."""
HIDDEN_FROM = (403, 404)


def text_of(response):
    """What a response says, whatever its wrapping."""
    if response.headers.get("Content-Type", "").startswith("application/json"):
        return json.dumps(response.json(), ensure_ascii=False)
    if response.content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
            return "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
    return response.content.decode(errors="replace")


class Walk:
    """One signed-in user of `own`, and the traces of `other` that must not show."""

    def __init__(self, client, *, user, own, other):
        self.client, self.user, self.own, self.other = client, user, own, other
        client.force_login(user)

    def may(self, verb, label):
        app, _, model = label.partition(".")
        own = f"{app}.{verb}_{model}"
        return self.user.has_perm(ADDED_BY.get(label, own) if verb == "add" else own)

    def may_see(self, label):
        return self.may("view", label) or self.may("change", label)

    def traces_in(self, response, where):
        text = text_of(response)
        return [f"{where} shows “{trace}”" for trace in self.other.traces if trace in text]

    # --- records

    @quiet()
    def foreign_records(self, labels=None):
        """Another centre's record answers as one that does not exist: 404 for whoever may see such records."""
        findings = []
        there = addresses.records(self.other)
        nowhere = addresses.records(self.other, pk=addresses.NOWHERE)
        for address, missing in zip(there, nowhere, strict=True):
            if labels and address.label not in labels:
                continue
            for method in (self.client.get, self.client.post):
                data = {"idempotency_key": str(uuid.uuid4())} if method == self.client.post else {}
                status, same = method(address.url, data).status_code, method(missing.url, data).status_code
                strict = self.may_see(address.label) and address.kind in ("change", "history")
                must_be_404 = strict and method == self.client.get
                if status != same or status not in HIDDEN_FROM or (must_be_404 and status != 404):
                    findings.append(f"{method.__name__} {address.url}: {status}, missing ones {same}")
        return findings

    def own_records(self):
        """The own centre's record opens for whoever may see it, shows nothing foreign, and is 403 for the others."""
        findings = []
        for address in addresses.records(self.own):
            if address.url.endswith(".pdf"):
                continue
            response = self.client.get(address.url)
            expected = (200, 403, 404) if self.may_see(address.label) else (403, 404)
            if self.may_see(address.label) and address.kind in ("change", "history"):
                expected = (200,)
            if response.status_code not in expected:
                findings.append(f"get {address.url}: {response.status_code}")
            findings += [*self.traces_in(response, address.url), *header_faults(response, address.url)]
        return findings

    # --- lists and own pages

    def pages(self, labels=None):
        """Lists, add forms and own pages: 403 without the right, and nothing foreign on them."""
        findings = []
        for address in [*addresses.pages(), *addresses.others(self.own)]:
            if address.name in addresses.UNASKED or address.name == "autocomplete":
                continue
            if labels and address.label not in labels:
                continue
            response = self.client.get(address.url)
            if address.kind == "changelist" and response.status_code != (200 if self.may_see(address.label) else 403):
                findings.append(f"{address.url}: {response.status_code}")
            if address.kind in ("add", "export", "import") and not self.may(address.kind, address.label):
                findings += [f"{address.url}: 200 without the right"] if response.status_code == 200 else []
            findings += [*self.traces_in(response, address.url), *header_faults(response, address.url)]
        return findings

    @quiet()
    def lists(self, labels=None):
        """No row, count, search or filter value of a list tells of the other centre's record."""
        findings = []
        for label, record in self.other.records.items():
            if (labels and label not in labels) or label not in addresses.registered() or not self.may_see(label):
                continue
            url = reverse(f"admin:{label.replace('.', '_')}_changelist")
            for query in ({}, *({"q": trace} for trace in self.other.traces), *self._filters(label)):
                shown = self.client.get(url, query)
                if shown.status_code != 200:
                    continue
                rows = shown.context_data["cl"]
                foreign = any(row.pk == record.pk for row in rows.result_list)
                if foreign or rows.result_count > rows.queryset.filter(pk__in=self._own(label)).count():
                    findings.append(f"{url} {query}: lists the record of the other centre")
        return findings

    def _own(self, label):
        """Every row of the model but the other centre's."""
        other = self.other.records[label]
        return type(other)._base_manager.exclude(pk__in=self.other.everything[label]).values("pk")

    def _filters(self, label):
        names = [name for name in addresses.registered()[label].list_filter if isinstance(name, str)]
        model = type(self.other.records[label])
        for name in names:
            field = admin.utils.get_fields_from_path(model, name)[-1]
            if field.is_relation and field.related_model._meta.label_lower in self.other.records:
                yield {f"{name}__id__exact": self.other.records[field.related_model._meta.label_lower].pk}

    def autocompletes(self):
        """Every foreign key of every admin and inline, searched for the other centre's words."""
        findings = []
        for model in self._edited_models():
            for field in model._meta.get_fields():
                if not isinstance(field, ForeignKey):
                    continue
                for term in ("", *self.other.traces):
                    response = self._autocomplete(field, term)
                    findings += self.traces_in(response, f"autocomplete {field} {term}")
                    if response.status_code != 200:
                        break
        return findings

    def _autocomplete(self, field, term):
        asked = {"app_label": field.model._meta.app_label, "model_name": field.model._meta.model_name}
        return self.client.get(reverse("admin:autocomplete"), {**asked, "field_name": field.name, "term": term})

    @staticmethod
    def _edited_models():
        models = set(admin.site._registry)
        for model_admin in admin.site._registry.values():
            models |= {inline.model for inline in model_admin.inlines}
        return sorted(models, key=lambda model: model._meta.label)

    def exports(self):
        findings = []
        for address in addresses.pages():
            if address.kind != "export" or self.client.get(address.url).status_code != 200:
                continue
            for number in (0, 1):
                form = pages.forms_of(self.client.get(address.url))[-1]
                data = {**form.values, "format": str(number)}
                response = self.client.post(address.url, data)
                if response.status_code != 200 or response.headers["Content-Type"].startswith("text/html"):
                    findings.append(f"{address.url}: no file came ({response.status_code})")
                findings += [*self.traces_in(response, address.url), *header_faults(response, address.url)]
        return findings

    # --- asking and writing past the pages

    @quiet()
    def oracles(self, labels=None):
        """`?field__lookup=` about a hidden field is a bad request."""
        findings = []
        for label in self.other.records:
            if (labels and label not in labels) or label not in addresses.registered() or not self.may_see(label):
                continue
            url = reverse(f"admin:{label.replace('.', '_')}_changelist")
            findings += [
                f"{url}?{query}: {status}"
                for query in _questions(apps.get_model(label))
                if (status := self.client.get(f"{url}?{query}").status_code) != 400
            ]
        return findings

    def forgeries(self, labels=None):
        """A foreign key to the other centre's record is no valid choice, in any form."""
        findings = []
        for address in [*addresses.pages(), *addresses.records(self.own)]:
            if address.kind not in ("add", "change", "verb") or (labels and address.label not in labels):
                continue
            page = self.client.get(address.url)
            if page.status_code != 200:
                continue
            for key in _keys_of(page, self.other):
                findings += self._forge(address.url, page, key)
        return findings

    def _forge(self, url, page, key):
        name, label, prefix = key
        changes = {name: self.other.records[label].pk}
        if prefix:
            changes[f"{prefix}-TOTAL_FORMS"] = int(name.removeprefix(f"{prefix}-").partition("-")[0]) + 1
        answer = self.client.post(url, pages.record_form(page).sent(**changes))
        if answer.status_code == 200 and name in _refused_choices(answer):
            return []
        return [f"{url}: {name} took the other centre's {label} ({answer.status_code})"]

    def unasked_keys(self):
        """Foreign keys that a form does not offer are not taken from its POST either."""
        findings = []
        for address in addresses.records(self.own):
            page = self.client.get(address.url) if address.kind == "change" else None
            if page is None or page.status_code != 200 or not page.context["has_change_permission"]:
                continue
            record = self.own.records[address.label]
            keys = [f for f in record._meta.concrete_fields if f.is_relation]
            bound = [f for f in keys if f.related_model._meta.label_lower in self.other.records]
            before = type(record)._base_manager.values(*[f.name for f in keys]).get(pk=record.pk)
            forged = {f.name: self.other.records[f.related_model._meta.label_lower].pk for f in bound}
            self.client.post(address.url, pages.record_form(page).sent(**forged))
            if before != type(record)._base_manager.values(*[f.name for f in keys]).get(pk=record.pk):
                findings.append(f"{address.url}: wrote a foreign key that it does not offer")
        return findings

    def findings(self):
        return [
            *self.foreign_records(),
            *self.own_records(),
            *self.pages(),
            *self.lists(),
            *self.autocompletes(),
            *self.exports(),
            *self.oracles(),
            *self.forgeries(),
            *self.unasked_keys(),
        ]


def _questions(model):
    """Lookups that would tell, letter by letter, what stands in a field; also one step away."""
    for field in model._meta.concrete_fields:
        if field.is_relation and field.related_model._meta.app_label not in ("territory", "reference"):
            yield from (f"{field.name}__{f.name}__startswith=a" for f in field.related_model._meta.concrete_fields)
        else:
            yield f"{field.name}__startswith=a"
            yield f"{field.name}__regex=."
    yield "_to_field=search"
    yield "_to_field=version&_popup=1"


def _keys_of(page, other):
    """(name, model label, prefix of its rows) of every choice of a centre's record on a page's forms."""
    context = page.context
    form = context["adminform"].form if "adminform" in context else context["form"]
    for name, field in form.fields.items():
        if isinstance(field, ModelChoiceField) and field.queryset.model._meta.label_lower in other.records:
            yield form.add_prefix(name), field.queryset.model._meta.label_lower, ""
    for inline in context.get("inline_admin_formsets", ()) if "adminform" in context else ():
        if not (inline.has_add_permission or inline.has_change_permission):
            continue
        formset = inline.formset
        for name, field in formset.empty_form.fields.items():
            label = field.queryset.model._meta.label_lower if isinstance(field, ModelChoiceField) else ""
            if label in other.records and name not in (formset.fk.name, formset.model._meta.pk.name):
                number = formset.initial_form_count() if inline.has_add_permission else 0
                yield f"{formset.prefix}-{number}-{name}", label, formset.prefix


def _refused_choices(answer):
    """The fields of a page's forms that said "no valid choice"."""
    context = answer.context
    form = context["adminform"].form if "adminform" in context else context["form"]
    forms = [form]
    if "adminform" in context:
        forms += [row for inline in context["inline_admin_formsets"] for row in inline.formset.forms]
    return {
        row.add_prefix(name)
        for row in forms
        # Django gives rows that may not change a plain dict.
        for name, errors in getattr(row.errors, "as_data", dict)().items()
        if any(error.code == "invalid_choice" for error in errors)
    }
