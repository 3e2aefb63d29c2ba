"""The launch of Ramadan 2019: equipment and cheques handed to 26 people on one day, bought a few days before."""

from datetime import date, timedelta

from beneficiaries.models.project import ItemKind
from disbursements.models import Ceremony
from disbursements.services import ceremonies, orders, preparing
from programs.models import Application
from reintegration.demo import telling
from reintegration.ground.territory.models import Province

CEREMONY = "launch"
HELD_ON = date(2019, 5, 27)
BOUGHT_ON, LOCKED_ON = HELD_ON - timedelta(days=14), HELD_ON - timedelta(days=4)
ENDED_ON = date(2020, 5, 27)
CHEQUE_ALONE = 4
"""Every so manieth project is supported by a cheque alone."""


def tell(group, cast):
    """Serve the people of the launch, unless they were served already."""
    if not Ceremony.objects.filter(slug=CEREMONY).exists():
        _serve([one.record for one in group], cast)


@telling.whole()
def _serve(people, cast):
    officer = cast.users["nadia"]
    files = Application.objects.filter(beneficiary__in=people).order_by("pk")
    files = list(files.select_related("beneficiary", "centre", "project__episode").prefetch_related("items"))
    _buy(files, cast)
    ceremony = ceremonies.plan(
        by=officer,
        slug=CEREMONY,
        name_ar="إعطاء انطلاقة برنامج رمضان 2019",
        name_fr="Lancement du programme Ramadan 2019",
        centre=cast.centres["CAS"],
        held_on=HELD_ON,
        place_ar="الدار البيضاء",
        place_fr="Casablanca",
        province=Province.objects.named("Casablanca"),
        coordinator=cast.users["souad"],
    )
    telling.hold(ceremony, files, cast, by=officer, locked_on=LOCKED_ON, ended_on=ENDED_ON)


def _buy(files, cast):
    """One order for all the equipment; cheques for working capital, and for some projects as a whole."""
    finance = cast.users["hassan"]
    ordered = []
    for place, file in enumerate(files):
        goods = [item for item in file.items.all() if item.kind == ItemKind.EQUIPMENT and place % CHEQUE_ALONE]
        if goods:
            equipment = preparing.prepare_equipment(application=file, items=goods, by=finance, on=BOUGHT_ON)
            ordered.append(equipment)
        rest = file.amount_approved - sum(item.total for item in goods)
        if rest:
            telling.draw_cheque(file, rest, cast, on=BOUGHT_ON)
    order = orders.draft(supplier=telling.supplier(), by=finance, disbursements=ordered, on=BOUGHT_ON)
    telling.receive(order, cast, on=BOUGHT_ON)
