"""The end of the chain is noted outside the database, where cutting the chain cannot reach it."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from reintegration.ground import protections
from reintegration.ground.audit import sealing, trail, verifying
from reintegration.ground.reference.models import Sector

pytestmark = pytest.mark.django_db


@pytest.fixture
def noted(settings, tmp_path):
    """The file in which the sealer has noted the end of a chain of three."""
    settings.AUDIT_HEAD_FILE = str(tmp_path / "head")
    make_entries(3)
    call_command("seal_audit")
    return tmp_path / "head"


def make_entries(count):
    for _number in range(count):
        trail.record(action="see", subject=Sector, by=None)


def cut_everything():
    protections.lift(connection)
    with connection.cursor() as cursor:
        for table in ("auditlink", "auditseal", "auditentry"):
            cursor.execute(f"DELETE FROM audit_{table}")
    protections.install(connection)


def codes():
    return [finding.code for finding in verifying.verify()]


def test_sealer_notes_the_end_of_the_chain_and_the_proof_accepts_it(noted):
    assert noted.read_text() == "{}:{}\n".format(*sealing.head())
    assert [path.name for path in noted.parent.iterdir()] == ["head"]
    make_entries(2)
    assert codes() == []
    call_command("seal_audit")
    assert noted.read_text().startswith("5:")


@pytest.mark.parametrize(("grown", "found"), [(0, "cut"), (2, "cut"), (3, "rewritten")])
def test_chain_cut_behind_the_note_is_found_however_far_it_grew_again(noted, grown, found):
    cut_everything()
    make_entries(grown)
    assert codes() == [found]


def test_control_without_the_file_a_cut_chain_looks_whole(noted, settings):
    cut_everything()
    make_entries(2)
    settings.AUDIT_HEAD_FILE = ""
    assert codes() == []


def test_sealer_seals_on_but_never_writes_over_a_head_that_the_chain_lost(noted):
    before = noted.read_text()
    cut_everything()
    make_entries(4)
    with pytest.raises(CommandError, match="does not hold position 3"):
        call_command("seal_audit")
    assert noted.read_text() == before
    assert sealing.head()[0] == 4
    with pytest.raises(CommandError, match="rewritten position 3"):
        call_command("verify_audit")


def test_file_that_is_gone_or_spoilt_is_found(noted):
    noted.write_text("rubbish")
    assert codes() == ["head"]
    with pytest.raises(CommandError, match="POSITION:DIGEST"):
        call_command("seal_audit")
    noted.unlink()
    assert codes() == ["head"]


def test_folder_that_cannot_be_written_fails_the_command_after_sealing(settings, tmp_path):
    settings.AUDIT_HEAD_FILE = str(tmp_path / "nowhere" / "head")
    make_entries(1)
    with pytest.raises(CommandError, match="nowhere"):
        call_command("seal_audit")
    assert sealing.head()[0] == 1


def test_empty_chain_notes_nothing_and_misses_nothing(settings, tmp_path):
    settings.AUDIT_HEAD_FILE = str(tmp_path / "head")
    call_command("seal_audit")
    assert codes() == []
    assert not (tmp_path / "head").exists()
