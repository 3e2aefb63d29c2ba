"""What holds of every row at every moment, told again from the rows themselves and not from the code that keeps it."""

from collections import Counter, defaultdict
from itertools import pairwise

from django.apps import apps
from django.db import connection

from beneficiaries.models import Episode
from disbursements.models import Ceremony, Certificate, Disbursement, PurchaseOrder
from disbursements.services import reconciliation
from programs.models import Agreement, Allocation, Application, BudgetEntry, Decision, Duty, FundingLine, Score, Tranche
from reintegration.ground.audit.models import AuditEntry, StatusChange
from reintegration.ground.workflow import NEW, WORKFLOWS

APPS = ("beneficiaries", "programs", "disbursements")
TRAIL = (StatusChange, AuditEntry)
BOOKS = (Agreement, Tranche, FundingLine, BudgetEntry, Application, Decision, Allocation, Disbursement)


def picture(before=None):
    """{model: {pk: row as a dict}} as the columns stand, amounts in centimes; equal pictures: nothing changed.

    Of the trail, which only grows, what `before` has is not read again.
    """
    models = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    with connection.cursor() as cursor:
        now = {model: _rows(cursor, model) for model in models}
        for model in TRAIL:
            known = before[model] if before else {}
            now[model] = known | _rows(cursor, model, after=max(known, default=0))
    return now


def _rows(cursor, model, after=None):
    table, key = model._meta.db_table, model._meta.pk.column
    # The driver's own cursor: forty tables are read after every step.
    cursor.cursor.execute(f"SELECT * FROM {table}" + (f" WHERE {key} > {after}" if after is not None else ""))
    columns = [column[0] for column in cursor.description]
    rows = (dict(zip(columns, values, strict=True)) for values in cursor.fetchall())
    return {row[key]: row for row in rows}


def faults(now, before=None):
    """What does not hold in `now`, in words; [] when all is well. The books are added up if they moved since."""
    of_money = (_lines, _tranches, _agreements, _decisions, _past, _disbursements)
    checks = (*of_money, _episodes, _statuses, _duties, _numbers)
    found = [fault for check in checks for fault in check(now)]
    moved = before is None or any(now[model] != before[model] for model in BOOKS)
    return found + [str(difference) for difference in reconciliation.differences()] if moved else found


def _sum(rows, name="amount"):
    return sum(row[name] for row in rows)


def _of(rows, **wanted):
    return [row for row in rows.values() if all(row[name] == value for name, value in wanted.items())]


def _lines(now):
    for line in now[FundingLine].values():
        parts = [line[name] for name in ("reserved", "committed", "paid", "cleared", "advanced")]
        if min(parts) < 0 or sum(parts) > line["allocated"]:
            yield f"line {line['id']} gives {parts} of {line['allocated']}"


def _tranches(now):
    for tranche in now[Tranche].values():
        lines = _of(now[FundingLine], tranche_id=tranche["id"])
        spent = sum(_sum(lines, name) for name in ("committed", "paid", "cleared"))
        if _sum(lines, "allocated") > tranche["amount"]:
            yield f"the lines of tranche {tranche['id']} hold more than it"
        if spent > tranche["received"] + tranche["advanced"]:
            yield f"tranche {tranche['id']} has spent {spent}, received {tranche['received']}"


def _agreements(now):
    for agreement in now[Agreement].values():
        if _sum(_of(now[Tranche], agreement_id=agreement["id"])) > agreement["amount"]:
            yield f"the tranches of agreement {agreement['id']} are more than it"


def _decisions(now):
    given = defaultdict(int)
    for decision in now[Decision].values():
        if _sum(_of(now[Allocation], decision_id=decision["id"])) != decision["amount"]:
            yield f"decision {decision['id']} is not the sum of its allocations"
        given[decision["application_id"]] += decision["amount"]
    for file in now[Application].values():
        expected = given[file["id"]] if file["status"] == "approved" else 0
        if not file["is_imported"] and (file["amount_approved"] or 0) != expected:
            yield f"file {file['id']} is approved for {file['amount_approved']}, its decisions say {expected}"
    funded = Counter((file["person_id"], file["program_id"]) for file in _of(now[Application], status="approved"))
    yield from (f"person {person} is funded {times} times" for (person, _), times in funded.items() if times > 1)


def _past(now):
    """Nobody has a duty on what was recorded of a past season, and no money moves for it."""
    past = {file["id"] for file in now[Application].values() if file["is_imported"]}
    for model in (Duty, Disbursement, BudgetEntry):
        if any(row["application_id"] in past for row in now[model].values()):
            yield f"a file of a past season has a {model.__name__}"


def _disbursements(now):
    for file in now[Application].values():
        live = [
            row for row in _of(now[Disbursement], application_id=file["id"]) if row["status"] not in Disbursement.ENDED
        ]
        if _sum(live) > (file["amount_approved"] or 0):
            yield f"file {file['id']} has {_sum(live)} on its way, of {file['amount_approved']}"


def _episodes(now):
    opened = Counter(row["beneficiary_id"] for row in _of(now[Episode], closed_on=None))
    yield from (f"person {person} has {times} open episodes" for person, times in opened.items() if times > 1)


def _statuses(now):
    """The status is known, is what the newest change says, and each change begins where the last one ended."""
    steps = defaultdict(list)
    for change in now[StatusChange].values():
        steps[change["subject_type"], change["subject_id"]].append(change)
    for label, workflow in WORKFLOWS.items():
        sources = {t.name: t.sources for t in workflow.transitions}
        for pk, row in now[workflow.model].items():
            way = sorted(steps[label.lower(), str(pk)], key=lambda change: change["id"])
            if not way or way[-1]["to_status"] != row["status"] or way[0]["from_status"] != NEW:
                yield f"{label} {pk} is {row['status']}, its history says {[step['to_status'] for step in way]}"
            if any(first["to_status"] != then["from_status"] for first, then in pairwise(way)):
                yield f"{label} {pk} jumped"
            known = sources | ({"record_past": [step["from_status"] for step in way]} if row.get("is_imported") else {})
            if any(step["from_status"] not in known.get(step["verb"], ()) for step in way):
                yield f"{label} {pk} took a step that its table does not have"


def _duties(now):
    """Who submitted, decided and paid a file are different people, for whomever they acted; so are those who judged."""
    acts = _acts(now)
    for file in now[Application]:
        done = {kind: acts[file, kind] for kind in ("submit", "decide", "pay", "check", "score")}
        for one, other in (
            ("submit", "decide"),
            ("submit", "pay"),
            ("decide", "pay"),
            ("decide", "check"),
            ("decide", "score"),
        ):
            if both := done[one] & done[other]:
                yield f"file {file}: users {both} took {one} and {other}"


def _acts(now):
    """{(application, kind): users, and those they acted for}, from the history of steps and not from the duties."""
    kinds = {"submit": "submit", "resubmit": "submit", "check": "check"}
    kinds |= dict.fromkeys(("approve", "reject", "put_on_waiting_list"), "decide")
    kinds |= dict.fromkeys(("sign", "order", "pay_supplier"), "pay")
    acts = defaultdict(set)
    for change in now[StatusChange].values():
        users = {change["by_id"], change["on_behalf_of_id"]} - {None}
        if change["subject_type"] == "programs.application" and change["verb"] in kinds:
            acts[int(change["subject_id"]), kinds[change["verb"]]] |= users
        if change["subject_type"] == "disbursements.disbursement" and change["verb"] in kinds:
            row = now[Disbursement].get(int(change["subject_id"]))
            acts[row["application_id"], "pay"] |= users
    for entry in now[AuditEntry].values():
        if entry["subject_type"] == "programs.score" and int(entry["subject_id"]) in now[Score]:
            users = {entry["by_id"], entry["on_behalf_of_id"]} - {None}
            acts[now[Score][int(entry["subject_id"])]["application_id"], "score"] |= users
    for duty in now[Duty].values():
        acts[duty["application_id"], duty["kind"]] |= {duty["user_id"], duty["on_behalf_of_id"]} - {None}
    return acts


def _numbers(now):
    for model, name in ((Certificate, "number"), (PurchaseOrder, "number"), (Ceremony, "list_number")):
        series = defaultdict(list)
        for row in now[model].values():
            if row[name]:
                code, _, place = row[name].rpartition("-")
                series[code].append(int(place))
        for code, places in series.items():
            if sorted(places) != list(range(1, len(places) + 1)):
                yield f"{code} has the numbers {sorted(places)}"
