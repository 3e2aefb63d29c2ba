"""The pictures of the processes say what the transition tables say, and nothing on them overlaps."""

from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from reintegration.ground.workflow import NEW, WORKFLOWS
from reintegration.office import layout, processes
from reintegration.office.drawing import Arrow, Picture

FLOWS = sorted(WORKFLOWS)
A, B, C = "draft", "checked", "closed"


def drawn(*arrows, states=(A, B, C)):
    steps = [Arrow(sources, target, f"from {sources} to {target}", ["somebody"], True) for sources, target in arrows]
    words = {state: state for state in states}
    return Picture(title="Case", note="", states=words, start=NEW, arrows=steps, rtl=False)


def overlaps(picture):
    """Pairs of things in one column that touch each other."""
    columns = {}
    for node in sorted(picture.nodes, key=lambda node: node.y):
        columns.setdefault(node.column, []).append(node)
    return [
        (high, low)
        for column in columns.values()
        for high, low in pairwise(column)
        if high.y + high.below > low.y - low.above
    ]


def test_pictures_and_tables_of_docs_are_those_of_the_code():
    assert [path.name for path in processes.stale()] == [], "run manage.py process_pictures"


def test_pictures_are_drawn_checked_and_missed_when_changed(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(processes, "FOLDER", tmp_path)
    call_command("process_pictures")
    call_command("process_pictures", check=True)

    (tmp_path / "ceremony.fr.svg").write_text("<svg/>")
    (tmp_path / "forgotten.fr.svg").write_text("<svg/>")

    with pytest.raises(CommandError, match=r"Out of date: ceremony\.fr\.svg, forgotten\.fr\.svg\."):
        call_command("process_pictures", check=True)
    call_command("process_pictures")
    assert processes.stale() == []


@pytest.mark.parametrize("label", FLOWS)
@pytest.mark.parametrize("language", processes.LANGUAGES)
def test_reader_finds_every_step_and_status_on_the_picture(label, language):
    flow = WORKFLOWS[label]
    words = " ".join(processes.picture(flow, language).replace("<", ">").split(">"))
    with translation.override(language):
        texts = [t.label for t in flow.transitions] + [choice for _value, choice in flow.model.Status.choices]
        missing = [str(text) for text in texts if not all(word in words for word in str(text).split())]
    assert missing == []


@pytest.mark.parametrize("label", FLOWS)
def test_every_status_of_a_model_is_reached_from_nothing(label):
    flow = WORKFLOWS[label]
    edges = [(source, t.target) for t in flow.transitions for source in t.sources]

    assert set(layout.ranks(NEW, edges)) == {NEW, *flow.model.Status.values}


@pytest.mark.parametrize("label", FLOWS)
def test_nothing_on_a_picture_overlaps(label, monkeypatch):
    pictures = []
    monkeypatch.setattr(Picture, "svg", lambda picture, language: pictures.append(picture))
    for language in processes.LANGUAGES:
        processes.picture(WORKFLOWS[label], language)

    assert [overlaps(picture) for picture in pictures] == [[], []]


def test_control_things_without_room_overlap(monkeypatch):
    crowded = [((NEW,), A), ((A,), B), ((A,), C), ((A,), B)]
    assert not overlaps(drawn(*crowded))
    monkeypatch.setattr(layout, "GAP", -60)
    assert overlaps(drawn(*crowded))


def test_ways_back_and_to_itself_are_drawn():
    picture = drawn(((NEW,), A), ((A,), A), ((A,), B), ((B,), A), ((A, B), C))

    assert picture.rank == {NEW: 0, A: 1, B: 2, C: 3}
    svg = picture.svg("en")
    assert svg.count("marker-end") == 5
    assert svg.count("from") == 5


def test_index_lists_who_may_what_and_which_steps_have_no_button():
    goods = processes.index([("disbursements.equipmentline", WORKFLOWS["disbursements.equipmentline"])])

    assert "| **Ordered** | – | – | – | *Undo the order*, *Receive* |" in goods
    assert "| (not there yet) | – | – | – | Plan |" in goods
