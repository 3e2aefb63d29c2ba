"""Makers of disbursements, orders and ceremonies, each reaching its status through the services.

Souad coordinates and submits, Nadia checks, Driss approves, Hassan prepares and pays.
"""

from datetime import date
from decimal import Decimal
from itertools import count

from django.utils import timezone

from disbursements.models import BankAccount, Supplier
from disbursements.services import ceremonies, money, orders, preparing
from reintegration.ground import records
from tests.factories import make_coordinator, make_person, make_province, make_user
from tests.programs.factories import make_application, make_line

_numbers = count(1)
RIB_ROOT = 22


def make_rib(number=None):
    """A RIB whose last two digits fit the others."""
    root = f"{number or next(_numbers):0{RIB_ROOT}d}"
    return f"{root}{-int(root + '00') % 97:02d}"


def make_account(**fields):
    return records.store(BankAccount(**{"bank": "Banque", "rib": make_rib(), **fields}), by=None)


def make_supplier(**fields):
    return records.store(Supplier(**{"name": f"Fournisseur {next(_numbers)}", **fields}), by=None)


def make_finance():
    return make_user("finance_officer")


def make_approved(**given):
    """An approved application of 15,000.00 MAD: one item of 12,000.00 and working capital of 3,000.00."""
    return make_application(status="approved", **given)


def make_cheque(application=None, amount="3000", *, by=None, status="prepared", number=None, account=None):
    by = by or make_finance()
    disbursement = preparing.prepare_cheque(
        application=application or make_approved(),
        amount=Decimal(amount),
        account=account or make_account(),
        number=number or f"{next(_numbers):07d}",
        issued_on=timezone.localdate(),
        by=by,
    )
    if status == "committed":
        money.sign_cheque(disbursement=disbursement, by=by)
    return disbursement


def make_equipment(application=None, *, by=None, status="prepared"):
    """The first item of the application as a disbursement; `status` of its goods: planned, ordered or received."""
    by, application = by or make_finance(), application or make_approved()
    item = application.items.order_by("pk").first()
    disbursement = preparing.prepare_equipment(application=application, items=[item], by=by)
    if status in ("ordered", "received"):
        order = orders.draft(supplier=make_supplier(), by=by, disbursements=[disbursement])
        orders.place(order=order, by=by)
        if status == "received":
            orders.receive(order=order, by=by, received_on=timezone.localdate(), delivery_note="BL-1")
        disbursement.refresh_from_db()
    return disbursement


def make_ceremony(*, by=None, centre=None, **fields):
    """A draft ceremony today; `by` is a coordinator of the organising centre unless given."""
    by = by or make_coordinator(centre)
    given = {
        "centre": centre or by.postings_now[0].centre,
        "held_on": timezone.localdate(),
        "name_ar": "حفل تسليم الدعم",
        "name_fr": "Cérémonie de remise",
        "place_ar": "مقر العمالة",
        "place_fr": "Siège de la province",
        "province": make_province(),
        "presided_by_ar": "الرئيس",
        "presided_by_fr": "Le Président",
        **fields,
    }
    return ceremonies.plan(by=by, **given)


def make_list(*, by, people=2, locked=True, ready=True, **fields):
    """A ceremony of `by`'s centre with `people` lines, equipment and a cheque each, received and signed if `ready`.

    `by` is a coordinator, who submits and locks.
    """
    finance, officer, approver = make_finance(), make_user("programme_officer"), make_user("approver")
    centre, line = by.postings_now[0].centre, make_line(by=finance)
    files = []
    for number in range(people):
        person = make_person(by=by, centre=centre, given_name_ar=f"{NAMES_AR[number]}", given_name_latin=NAMES[number])
        application = make_approved(person=person, by=by, officer=officer, approver=approver, line=line)
        make_equipment(application, by=finance, status="received" if ready else "ordered")
        make_cheque(application, by=finance, status="committed" if ready else "prepared")
        files.append(application)
    ceremony = make_ceremony(by=by, **fields)
    ceremonies.invite(ceremony=ceremony, applications=files, by=by)
    return ceremonies.lock(ceremony=ceremony, by=by) if locked else ceremony


NAMES_AR = ("فاطمة", "خديجة", "يوسف", "سعيد", "مريم", "حمزة")
NAMES = ("Fatima", "Khadija", "Youssef", "Said", "Meryem", "Hamza")
LONG_AGO = date(2021, 5, 11)
