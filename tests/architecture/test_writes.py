"""Only the listed modules write to the database, each with what it may call and why; SQL of our own in fewer still."""

from functools import cache

import pytest
from django.apps import apps

from tests.architecture.sources import PACKAGES, ROOT, python_files
from tests.architecture.writes import RAW, writes

DOORS = {
    "reintegration/ground/records.py": ("save bulk_create delete", "the one door for records, with version and audit"),
    "reintegration/ground/workflow.py": ("save", "the engine: status, history and audit together"),
    "reintegration/ground/audit/trail.py": ("bulk_create", "audit entries, their rows, status changes"),
    "reintegration/ground/audit/sealing.py": ("create bulk_create", "links and seals of the chain"),
    "reintegration/ground/admin/repeat.py": ("create save delete", "idempotency keys with their first answers"),
    "reintegration/ground/drafts/keeping.py": (
        "update_or_create delete",
        "what its writer typed and has not saved, no record",
    ),
    "reintegration/ground/keys/owned.py": ("get_or_create bulk_create save", "a person's key: made at need, destroyed"),
    "reintegration/ground/keys/rotation.py": (
        "update bulk_update",
        "the same values under newer keys, no change of a record",
    ),
    "reintegration/office/saved_filters.py": ("update_or_create delete", "a user's own filters, no record of a case"),
    "reintegration/ground/jobs/running.py": ("update", "progress of background work, no record of a case"),
    "reintegration/ground/jobs/queueing.py": ("create update delete", "jobs asked for and taken up, tasks that ended"),
    "reintegration/ground/jobs/results.py": ("update", "files that are not kept any more"),
    "reintegration/ground/jobs/working.py": ("update_or_create delete", "signs of life of a worker"),
    "reintegration/ground/accounts/factors.py": (
        "bulk_create update delete",
        "second factors and recovery codes, each act with its entry",
    ),
    "reintegration/ground/accounts/ending.py": ("delete", "sessions: with an entry, or a day after their end"),
    "reintegration/ground/accounts/middleware.py": ("update", "when a session was used last"),
    "beneficiaries/services/people.py": ("get_or_create save", "the counter of file numbers, locked"),
    "reintegration/ground/accounts/invitations.py": (
        "update delete",
        "a link is used once; what opened the account before",
    ),
    "beneficiaries/services/handing_over.py": ("update", "one audit entry for all cases of a worker who leaves"),
    "beneficiaries/services/anonymising.py": ("update delete", "one audit entry for a person's emptied columns"),
    "programs/services/applications.py": (
        "bulk_create bulk_update delete",
        "copied items, and the duty that submission points to",
    ),
    "programs/services/decisions.py": ("bulk_create", "decisions and allocations: append-only, checked by triggers"),
    "programs/services/duties.py": ("bulk_create", "duties: append-only, one per user and file"),
    "programs/services/ledger.py": ("save", "the ledger: append-only; triggers move the balances"),
    "programs/services/funding.py": ("save", "amendments: append-only; triggers change the amounts"),
    "disbursements/services/passes.py": ("update", "a pass is withdrawn once, whoever asks first"),
    "disbursements/pass_views.py": ("create", "the session of a pass, no record of a case"),
    "disbursements/numbering.py": ("get_or_create", "the counters of gapless numbers, locked last"),
    "reintegration/ground/reference/loading.py": ("get_or_create", "reference data of a migration"),
    "reintegration/ground/territory/loading.py": ("update_or_create", "the census office's list, in a migration"),
}
SQL = {
    "reintegration/ground/protections.py": ("execute", "triggers"),
    "reintegration/ground/constraints.py": ("execute", "reads what constraints the database has"),
    "reintegration/ground/search.py": ("execute", "search indexes"),
    "reintegration/office/invariants/attacks.py": ("execute", "the attacks that must fail, rolled back"),
    "reintegration/ground/audit/sealing.py": ("execute", "the sealers' lock"),
    "disbursements/management/commands/reconcile_budget.py": ("execute", "one state of the books, read-only"),
}
NO_RECORD = {
    "reintegration/ground/admin/scoped.py": ("save", "a formset that collects rows (commit=False) for the services"),
    "reintegration/ground/qr.py": ("save", "a picture"),
    "reintegration/ground/paper_batch.py": ("save", "a PDF, in memory"),
    "reintegration/ground/paper_fonts.py": ("save", "a font"),
    "reintegration/ground/spreadsheets/formats.py": ("save", "a workbook"),
}


def migrations():
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("migrations/[0-9]*.py"))


def managers():
    """What related objects are called from the other side: `program.criteria`."""
    return {relation.get_accessor_name() for model in apps.get_models() for relation in model._meta.related_objects}


def allowed(name):
    listed = [listing[name][0].split() for listing in (DOORS, SQL, NO_RECORD) if name in listing]
    return {verb for verbs in listed for verb in verbs}


@cache
def found():
    """{module: {verb: line}}; of migrations only their SQL: data that a migration moves has no service yet."""
    names = managers()
    of_modules = {path: dict(calls(path, names)) for path in python_files()}
    of_migrations = {path: {verb: line for verb, line in calls(path, names) if verb in RAW} for path in migrations()}
    return {str(path.relative_to(ROOT)): verbs for path, verbs in {**of_modules, **of_migrations}.items()}


def calls(path, names):
    return [(verb, line) for line, verb in writes(path.read_text(encoding="utf-8"), names)]


def test_nothing_writes_outside_the_listed_doors():
    strays = {
        f"{name}:{line}: {verb}"
        for name, verbs in found().items()
        for verb, line in verbs.items()
        if verb not in allowed(name)
    }
    assert strays == set()


def test_a_door_that_is_not_used_is_closed():
    in_use = found()
    listed = [(name, verb) for listing in (DOORS, SQL, NO_RECORD) for name in listing for verb in allowed(name)]
    assert [f"{name}: {verb}" for name, verb in listed if verb not in in_use.get(name, {})] == []


def test_only_the_modules_named_for_it_send_sql():
    assert {name for name, verbs in found().items() if RAW & set(verbs)} == set(SQL)


@pytest.mark.parametrize(
    "line",
    [
        "Application.objects.filter(pk=1).update(status='approved')",
        "FundingLine.objects.create(amount=1)",
        "await application.asave()",
        "application.delete()",
        "Score.objects.bulk_create(rows)",
        "BudgetEntry.objects.filter(pk=1)._raw_delete('default')",
        "cursor.execute('DELETE FROM programs_duty')",
        "cursor.executemany(text, rows)",
        "Application.objects.raw('SELECT 1')",
        "operations = [migrations.RunSQL('DROP TABLE programs_duty')]",
        "rows.annotate(a=RawSQL('1', []))",
        "transaction.on_commit(application.save)",
        "getattr(rows, 'update')(status='approved')",
        "list(map(methodcaller('delete'), rows))",
        "program.criteria.set([])",
        "program.criteria.add(criterion, bulk=True)",
    ],
)
def test_control_planted_write_is_found(line):
    assert list(writes(line, {"criteria"}))


@pytest.mark.parametrize(
    "line",
    [
        "from beneficiaries.services import people\npeople.save(person=person, by=by)",
        "totals.update({'a': 1})",
        "seen.add(1)",
        "self.faults.clear()",
        "Application.objects.filter(status='approved').first()",
    ],
)
def test_control_what_writes_nothing_passes(line):
    assert not list(writes(line, {"criteria"}))
