"""Each role's main task in Django's admin as it comes: as far as its forms lead, which cannot even set a status."""

from reintegration.demo.accounts import PASSWORD
from tests.browser.desk import Desk

NAMES = ("given_name_ar", "family_name_ar", "given_name_latin", "family_name_latin")
PERSON = {
    **dict(zip(NAMES, ("نزهة", "الدكالية", "Nezha", "Doukkalia"), strict=True)),
    "birth": "1991",
    "cin": "M998877",
    "phone": "0612345678",
    "province": "الجديدة",
}


class StockDesk(Desk):
    """Somebody before the stock admin, which knows no second step."""

    def _sign_in(self):
        self.page.goto(f"{self.site}/login/?next=/")
        self.fill(username=self.username, password=PASSWORD)
        self.press("input[type=submit]")

    def open_list(self, path):
        self.press("#site-name a")
        self.press(f'#content-main th a[href="{path}"]')

    def add(self, path):
        self.press("#site-name a")
        self.press(f'#content-main a[href="{path}add/"]')

    def narrow(self, choice):
        self.press(f"#changelist-filter a[href$='{choice}']")

    def open_first(self):
        self.press("#result_list tbody tr:first-child th a")

    def save(self):
        self.press("input[name=_save]")

    def would_save(self):
        """The press that would do it: the form shown has no field for the step, or no permission fits it."""
        self.presses += 1


def register(desk):
    """The person, where they live, what they agreed to and how they came: four forms, the person chosen in three."""
    desk.add("/beneficiaries/beneficiary/")
    desk.choose("centre", index=1)
    desk.fill(birth_year=PERSON["birth"], **{name: PERSON[name] for name in (*NAMES, "cin", "phone")})
    desk.choose("sex", value="F")
    desk.save()
    desk.add("/beneficiaries/residence/")
    desk.choose("beneficiary", index=1)
    desk.choose("province", text=PERSON["province"])
    desk.save()
    desk.add("/beneficiaries/consent/")
    desk.choose("beneficiary", index=1)
    desk.save()
    desk.add("/beneficiaries/episode/")
    desk.choose("beneficiary", index=1)
    desk.choose("centre", index=1)
    desk.choose("worker", index=1)
    desk.save()


def check_a_file(desk):
    desk.open_list("/programs/application/")
    desk.narrow("=submitted")
    desk.open_first()
    desk.would_save()


def approve_a_file(desk):
    desk.open_list("/programs/application/")
    desk.narrow("=checked")
    desk.open_first()
    desk.would_save()


def sign_a_cheque(desk):
    desk.open_list("/disbursements/disbursement/")
    desk.narrow("=prepared")
    desk.open_first()
    desk.would_save()


def confirm_a_posting(desk):
    desk.open_list("/access/posting/")
    desk.open_first()
    desk.would_save()


def read_an_act_on_money(desk):
    desk.open_list("/audit/auditentry/")
    desk.open_first()
