"""Tags and filters of the shell: icons, statuses, amounts, labelled list cells, filters as chips, error links."""

import re

from django import template
from django.contrib.admin.templatetags import admin_list
from django.contrib.admin.utils import label_for_field
from django.db.models import ForeignKey
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from beneficiaries.models import Beneficiary
from reintegration.ground.audit.acts import act, title_of
from reintegration.ground.audit.models import AuditEntry
from reintegration.ground.markup import dirhams, isolated
from reintegration.office import chips, display, history
from reintegration.office.models import SavedFilter
from reintegration.office.saved_filters import narrowing

register = template.Library()
STYLE = re.compile(r' style="[^"]*"')
WORDS = re.compile(r"^(<t[dh][^>]*>(?:<a [^>]*>)?)([^<]+)((?:</a>)?</t[dh]>)$")

register.simple_tag(display.icon, name="icon")
register.filter("amount", dirhams)
register.filter("moment", display.moment)
register.filter("act", act)
register.filter("titled", title_of)
register.filter("changes_of", history.changes)


@register.simple_tag
def status(subject, tone=None):
    """`{% status object %}`, or `{% status label tone %}` for a word that is no model's status."""
    return display.badge(subject, tone) if tone else display.status_badge(subject)


@register.simple_tag(takes_context=True)
def readonly_value(context, field):
    """A read-only field of a change form, written as lists write it; a link only to what the user may open."""
    name = field.field["field"]
    model_field, markup = display.looked_up(name, field.form.instance, field.model_admin)
    if markup is not None:
        return markup
    if name == "changes" and isinstance(field.form.instance, AuditEntry):
        return history.changes_in_words(field.form.instance)
    contents = field.contents()
    if "<a " in contents and isinstance(model_field, ForeignKey):
        target = field.model_admin.admin_site.get_model_admin(model_field.related_model)
        if not target.has_view_or_change_permission(context["request"]):
            contents = getattr(field.form.instance, name)
        elif isinstance(person := getattr(field.form.instance, name), Beneficiary):
            url = reverse("admin:case", args=[person.file_number])
            contents = format_html('<a href="{}"><bdi class="words">{}</bdi></a>', url, person)
    return _words(contents) if display.is_free_text(model_field) else contents


@register.filter
def without_style(markup):
    """The comparison that import-export draws, without the inline colours our content policy forbids."""
    return SafeString(STYLE.sub("", markup)) if isinstance(markup, SafeString) else markup


@register.filter
def column_label(label):
    """What import-export calls `Birth Date (birth date)`, in the words of the pages alone."""
    in_words = re.search(r"\((.+)\)$", str(label))
    return capfirst(in_words[1] if in_words else label)


@register.simple_tag
def form_errors(adminform, inline_admin_formsets):
    """Every fault of a change form in page order: `[(label, id of the control, message)]`."""
    faults = list(_faults(adminform.form))
    for inline in inline_admin_formsets:
        faults += [("", "", message) for message in inline.formset.non_form_errors()]
        for number, form in enumerate(inline.formset.forms, start=1):
            faults += _faults(form, prefix=f"{capfirst(inline.opts.verbose_name)} {number}{_(':')} ")
    return faults


def _faults(form, prefix=""):
    for message in form.non_field_errors():
        yield prefix.removesuffix(f"{_(':')} "), "", message
    for field in form:
        for message in field.errors:
            yield f"{prefix}{capfirst(field.label)}", field.id_for_label or field.auto_id, message


@register.inclusion_tag("admin/change_list_results.html", takes_context=True)
def labelled_results(context, cl):
    """Django's result list whose cells know their column's name, so that rows can become cards on a phone."""
    may_add = context.get("has_add_permission", False)
    context = {**admin_list.result_list(cl), "has_add_permission": may_add}
    labels = [_label(cl, name) for name in cl.list_display]
    rows = zip(context["results"], cl.result_list, strict=True)
    context["results"] = [_labelled(cl, row, obj, labels) for row, obj in rows]
    for header, name in zip(context["result_headers"], cl.list_display, strict=True):
        header["is_numeric"] = _is_numeric(cl, name)
    return context


def _label(cl, name):
    if name == "action_checkbox":
        return ""
    return capfirst(str(label_for_field(name, cl.model, model_admin=cl.model_admin)))


def _is_numeric(cl, name):
    fields = {f.name: f for f in cl.model._meta.concrete_fields}
    if name in fields:
        return isinstance(fields[name], display.NUMERIC) and not fields[name].choices
    return bool(getattr(getattr(cl.model_admin, str(name), None), "is_numeric", False))


def _labelled(cl, row, obj, labels):
    cells = [_cell(cl, cell, obj, name, label) for cell, name, label in zip(row, cl.list_display, labels, strict=False)]
    return admin_list.ResultList(row.form, [*cells, *list(row)[len(cells) :]])


def _cell(cl, cell, obj, name, label):
    if name == "action_checkbox":
        return cell
    css_class = "num" if _is_numeric(cl, name) else ""
    if _is_ours(cl, cell, name):
        markup = display.looked_up(name, obj, cl.model_admin)[1]
        if markup is not None:
            return format_html(
                '<td class="{}" data-label="{}">{}</td>', f"field-{name} {css_class}".strip(), label, markup
            )
    # Django has escaped the cell already: only its opening tag changes, and the name or text in it is isolated.
    opened = cell.replace(' class="', format_html(' data-label="{}" class="{} ', label, css_class), 1)
    field = next((f for f in cl.model._meta.concrete_fields if f.name == name), None)
    if name == "__str__" or display.is_free_text(field):
        opened = WORDS.sub(lambda found: f"{found[1]}{_words(SafeString(found[2]))}{found[3]}", opened)
    return SafeString(opened)


def _words(markup):
    """Names and texts, apart from the text around them; unlike one code they may run over two lines."""
    return format_html('<bdi class="words">{}</bdi>', markup) if " " in str(markup).strip() else isolated(markup)


def _is_ours(cl, cell, name):
    """Whether we may write this cell: a field, a status (its column says so) or a yes or no, no link or control."""
    if cl.formset or cell.startswith("<th") or "<a " in cell:
        return False
    is_status = name == "status" or getattr(getattr(cl.model_admin, str(name), None), "is_status", False)
    return is_status or any(f.name == name for f in cl.model._meta.concrete_fields) or "/icon-" in cell


@register.simple_tag(takes_context=True)
def list_filters(context, cl):
    """The filters of a list, each as the chips that show it."""
    return chips.filters_of(cl, context["request"])


@register.simple_tag(takes_context=True)
def saved_filters(context, cl):
    """The user's filters of a list, which one it shows now, and what they would keep. One query."""
    request, label = context["request"], cl.opts.label_lower
    query = narrowing(request.GET.urlencode())
    kept = list(SavedFilter.objects.filter(user=request.user, list=label))
    current = next((one for one in kept if one.query == query), None)
    return {"kept": kept, "current": current, "list": label, "query": "" if current else query}
