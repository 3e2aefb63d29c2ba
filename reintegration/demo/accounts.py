"""The demonstration's centres and its accounts, one per role. All names here are invented."""

from collections import namedtuple
from datetime import date

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from reintegration.ground import records
from reintegration.ground.access import postings
from reintegration.ground.access.models import Centre, CentreProvince, Posting, User
from reintegration.ground.errors import Refused
from reintegration.ground.territory.models import Province

PASSWORD, CODE = settings.DEMO_PASSWORD, settings.DEMO_CODE

# code, town in Arabic and French, provinces served by their names in French
CENTRES = [
    (
        "CAS",
        "الدار البيضاء",
        "Casablanca",
        [
            "Casablanca",
            "Mohammadia",
            "El Jadida",
            "Sidi Bennour",
            "Settat",
            "Berrechid",
            "Benslimane",
            "Nouaceur",
            "Médiouna",
        ],
    ),
    ("RAB", "الرباط", "Rabat", ["Rabat", "Salé", "Skhirate-Témara", "Kénitra", "Khémisset"]),
    (
        "MAR",
        "مراكش",
        "Marrakech",
        ["Marrakech", "Al Haouz", "Chichaoua", "El Kelâa des Sraghna", "Essaouira", "Rehamna", "Safi", "Youssoufia"],
    ),
    ("OUJ", "وجدة", "Oujda", ["Oujda-Angad", "Berkane", "Nador", "Taourirt", "Jerada"]),
    ("FES", "فاس", "Fès", ["Fès", "Meknès", "Sefrou", "Taza", "Ifrane", "El Hajeb"]),
    ("TNG", "طنجة", "Tanger", ["Tanger-Assilah", "Tétouan", "Larache", "Al Hoceïma", "Chefchaouen"]),
    ("LAA", "العيون", "Laâyoune", ["Laâyoune", "Boujdour", "Es-Semara", "Tarfaya"]),
    ("GUE", "كلميم", "Guelmim", ["Guelmim", "Tan-Tan", "Assa-Zag", "Sidi Ifni"]),
    ("AGA", "أكادير", "Agadir", ["Agadir Ida-Ou-Tanane", "Inezgane-Aït Melloul", "Taroudannt", "Tiznit"]),
    ("ERR", "الرشيدية", "Errachidia", ["Errachidia", "Midelt", "Ouarzazate", "Zagora", "Tinghir"]),
]

# username, Arabic, Latin, role, centre; one waits for the administrator to give her a posting
ACCOUNTS = [
    ("souad", "سعاد الحريري", "Souad El Hariri", Posting.Role.COORDINATOR, "CAS"),
    ("amal", "أمل بنشقرون", "Amal Benchekroun", Posting.Role.COORDINATOR, "MAR"),
    ("karim", "كريم الساهل", "Karim Essahel", Posting.Role.SOCIAL_WORKER, "CAS"),
    ("nadia", "نادية برادة", "Nadia Berrada", Posting.Role.PROGRAMME_OFFICER, None),
    ("driss", "إدريس العلوي", "Driss Alaoui", Posting.Role.APPROVER, None),
    ("hassan", "حسن التازي", "Hassan Tazi", Posting.Role.FINANCE_OFFICER, None),
    ("leila", "ليلى الشامي", "Leila Chami", Posting.Role.AUDITOR, None),
    ("yasmine", "ياسمين الراجي", "Yasmine Raji", None, None),
    ("omar", "عمر القادري", "Omar Kadiri", Posting.Role.ADMINISTRATOR, None),
    ("zineb", "زينب الفاسي", "Zineb El Fassi", Posting.Role.ADMINISTRATOR, None),
]
# Coordinators of the other centres, who act in the stories: nobody signs in as one of them.
COORDINATORS = {
    "RAB": ("rabat", "مليكة السباعي", "Malika Sbai"),
    "OUJ": ("oujda", "ياسر بوعنان", "Yasser Bouanane"),
    "FES": ("fes", "لطيفة القباج", "Latifa Kabbaj"),
    "TNG": ("tanger", "نبيل أشرقي", "Nabil Achraki"),
    "LAA": ("laayoune", "السالكة لعبيدي", "Salka Laabidi"),
    "GUE": ("guelmim", "مبارك بوزيد", "Mbarek Bouzid"),
    "AGA": ("agadir", "فاضمة أوبلا", "Fadma Oubella"),
    "ERR": ("errachidia", "عدي أيت حمو", "Addi Aït Hammou"),
}
SINCE = date(2018, 1, 1)


Asked = namedtuple("Asked", "user role centre by")
ASKED = Asked("karim", Posting.Role.SOCIAL_WORKER, "MAR", by="zineb")
"""The posting that waits for the other administrator."""


def require_demo():
    """Refuse to make accounts that everybody knows outside the demonstration."""
    if not settings.DEMO:
        raise Refused("The demonstration's accounts exist only with DEMO=1.")


def open_centres():
    """Make the ten centres with their provinces; those that exist are left as they are. Returns {code: Centre}."""
    for code, town_ar, town_fr, provinces in CENTRES:
        if Centre.objects.filter(code=code).exists():
            continue
        centre = Centre(
            code=code,
            name_ar=f"مركز {town_ar}",
            name_fr=f"Centre de {town_fr}",
        )
        records.store(centre, by=None)
        for name in provinces:
            served = CentreProvince(centre=centre, province=Province.objects.named(name), starts_on=SINCE)
            records.store(served, by=None)
    return {centre.code: centre for centre in Centre.objects.all()}


def open_accounts(centres):
    """Make everybody who acts in the demonstration; who exists is left as they are. Returns {username: User}."""
    require_demo()
    password = make_password(PASSWORD)
    is_first = not User.objects.filter(username=ASKED.by).exists()
    for username, *names, role, centre in ACCOUNTS:
        _open(username, *names, role, centres.get(centre), password)
    if is_first:
        _ask(centres)
    for centre, (username, *names) in COORDINATORS.items():
        _open(username, *names, Posting.Role.COORDINATOR, centres[centre], "!")
    return {user.username: user for user in User.objects.all()}


def _open(username, name_ar, name_latin, role, centre, password):
    if User.objects.filter(username=username).exists():
        return
    names = {"full_name_ar": name_ar, "full_name_latin": name_latin}
    user = User(username=username, **names, password=password, is_demonstration=True)
    records.store(user, by=None)
    if role is not None:
        posting = Posting(user=user, centre=centre, role=role, starts_on=SINCE, confirmed_at=timezone.now())
        records.store(posting, by=None)


def _ask(centres):
    """Let one administrator ask for a posting, so that the other finds it among the work of the day."""
    user, by = (User.objects.get(username=name) for name in (ASKED.user, ASKED.by))
    postings.ask(posting=Posting(user=user, role=ASKED.role, centre=centres[ASKED.centre]), by=by)
