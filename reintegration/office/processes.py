"""The processes as people read them: a picture of each transition table, and who may press what in which status."""

from pathlib import Path

from django.conf import settings
from django.contrib import admin
from django.utils import translation
from django.utils.translation import gettext as _

from reintegration.ground.access.models import Posting
from reintegration.ground.access.rights import roles_with
from reintegration.ground.workflow import NEW, WORKFLOWS
from reintegration.office.drawing import Arrow, Picture

FOLDER = Path(settings.BASE_DIR) / "docs" / "process"
LANGUAGES = ("ar", "fr")


def roles_for(permission):
    """The roles that hold a permission, in the order of the postings."""
    return [role for role in Posting.Role if role in roles_with(permission)]


def buttons_of(flow):
    """The names of the steps that a page of the record offers; the others follow from steps of other records."""
    names = {t.name for t in flow.transitions if NEW not in t.sources}
    for page in admin.site._registry.values():
        if getattr(page, "workflow", None) is flow:
            return names & set(getattr(page, "buttons", names))
    return set()


def files():
    """{path: text} of every picture and of the index, as the tables are now."""
    flows = sorted(WORKFLOWS.items())
    pictures = {FOLDER / name_of(label, code): picture(flow, code) for label, flow in flows for code in LANGUAGES}
    return {**pictures, FOLDER / "README.md": index(flows)}


def stale():
    """The paths of the folder that are missing, differ from what the tables say, or belong to no table."""
    expected = files()
    differing = [p for p, text in expected.items() if not p.exists() or p.read_text(encoding="utf-8") != text]
    return sorted([*differing, *(set(FOLDER.glob("*")) - set(expected))])


def name_of(label, language):
    return f"{label.rpartition('.')[2]}.{language}.svg"


def picture(flow, language):
    """One table as SVG, in the words of `language`."""
    with translation.override(language):
        buttons = buttons_of(flow)
        arrows = [_arrow(t, is_button=t.name in buttons or NEW in t.sources) for t in flow.transitions]
        drawn = Picture(
            title=str(flow.model._meta.verbose_name).capitalize(),
            note="" if all(a.is_button for a in arrows) else _("Dashed: follows from a step of another record."),
            states={value: str(label) for value, label in flow.model.Status.choices},
            start=NEW,
            arrows=arrows,
            rtl=translation.get_language_bidi(),
        )
        return drawn.svg(language)


def _arrow(transition, *, is_button):
    who = [str(role.label) for role in roles_for(transition.permission)]
    return Arrow(tuple(transition.sources), transition.target, str(transition.label), who, is_button)


def matrix(flow):
    """[(status, {role: [transition]})] of the roles that have any step in the table."""
    roles = [role for role in Posting.Role if any(role in roles_for(t.permission) for t in flow.transitions)]
    for status in (NEW, *flow.model.Status.values):
        here = [t for t in flow.transitions if status in t.sources]
        yield status, {role: [t for t in here if role in roles_for(t.permission)] for role in roles}


@translation.override("en")
def index(flows):
    """The index page: each process with its pictures and its table."""
    return "\n".join([HEAD, *(_section(label, flow) for label, flow in flows)])


def _section(label, flow):
    rows = list(matrix(flow))
    roles, buttons, words = list(rows[0][1]), buttons_of(flow), dict(flow.model.Status.choices)
    table = [["status", *(str(role.label) for role in roles)], ["---"] * (len(roles) + 1)]
    for status, steps in rows:
        cells = [", ".join(_step(t, buttons) for t in steps[role]) or "–" for role in roles]
        table.append([f"**{words[status]}**" if status else "(not there yet)", *cells])
    lines = [
        f"## {str(flow.model._meta.verbose_name).capitalize()}",
        "",
        f"`{label}`: [Arabic]({name_of(label, 'ar')}) · [French]({name_of(label, 'fr')})",
        "",
        f"![{label}]({name_of(label, 'fr')})",
        "",
        *(f"| {' | '.join(cells)} |" for cells in table),
        "",
    ]
    return "\n".join(lines)


def _step(transition, buttons):
    words = str(transition.label)
    return words if transition.name in buttons or NEW in transition.sources else f"*{words}*"


HEAD = """# Processes

How each record moves, drawn from the transition tables (`workflow.py`) and the table of roles. Written by
`manage.py process_pictures`; a test fails while it is out of date.

A cell holds what the role may press in that status; rules about the record and the person (money left, another duty
on the same file, the organiser's centre) can still refuse, and say why. *Slanted* steps have no button: they follow
from a step of another record. What is not in a cell is refused: `tests/access/test_matrix.py` tries every one.
"""
