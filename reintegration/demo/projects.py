"""Invented projects: what people live on, with the things they need and roughly what those cost."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Idea:
    """A project in both languages; `items` are (kind, Arabic, French, quantity, share of the cost in percent)."""

    sector: str
    title_ar: str
    title_fr: str
    items: tuple

    def priced(self, total):
        """The items with unit prices that sum to `total` exactly; the last item takes the centimes that remain."""
        rows, left = [], Decimal(total)
        for index, (kind, ar, fr, quantity, share) in enumerate(self.items, 1):
            cost = left if index == len(self.items) else Decimal(total) * share // 100 // quantity * quantity
            rows.append(
                {"kind": kind, "name_ar": ar, "name_fr": fr, "quantity": quantity, "unit_price": cost / quantity}
            )
            left -= cost
        return rows


E, W = "equipment", "working_capital"

SEWING = Idea(
    "crafts",
    "ورشة الخياطة والطرز التقليدي",
    "Atelier de couture et broderie",
    (
        (E, "آلة خياطة صناعية", "Machine à coudre industrielle", 2, 40),
        (E, "آلة طرز رقمية", "Brodeuse numérique", 1, 45),
        (E, "طاولة فصالة", "Table de coupe", 1, 15),
    ),
)
FISHING = Idea(
    "sea_fishing",
    "صيد السمك بقارب تقليدي",
    "Pêche artisanale côtière",
    (
        (E, "محرك بحري 15 حصانا", "Moteur hors-bord 15 CV", 1, 60),
        (E, "شباك صيد", "Filets de pêche", 4, 25),
        (E, "صندوق تبريد", "Glacière", 1, 15),
    ),
)
HAIRDRESSER = Idea(
    "services",
    "صالون للحلاقة",
    "Salon de coiffure",
    (
        (E, "كرسي حلاقة", "Fauteuil de coiffure", 2, 50),
        (E, "جهاز تعقيم", "Stérilisateur", 1, 20),
        (E, "مرآة وتجهيز الواجهة", "Miroir et agencement", 1, 30),
    ),
)
SHEEP = Idea(
    "agriculture",
    "تربية الأغنام والماعز",
    "Élevage ovin et caprin",
    (
        (E, "رأس من الغنم", "Ovin", 12, 70),
        (E, "معلف", "Mangeoire", 4, 10),
        (E, "أعلاف مركبة (حصة)", "Aliments composés (lot)", 1, 20),
    ),
)
CARPENTRY = Idea(
    "crafts",
    "ورشة النجارة والديكور",
    "Menuiserie et décoration",
    (
        (E, "منشار دائري", "Scie circulaire", 1, 45),
        (E, "مسحاج كهربائي", "Raboteuse", 1, 30),
        (E, "ضاغط هواء", "Compresseur", 1, 25),
    ),
)
MOTORCYCLES = Idea(
    "services",
    "إصلاح الدراجات النارية",
    "Réparation de motocycles",
    (
        (E, "رافعة", "Pont élévateur", 1, 45),
        (E, "حقيبة عدة كاملة", "Outillage complet", 1, 30),
        (E, "جهاز تشخيص", "Valise de diagnostic", 1, 25),
    ),
)
FISHMONGER = Idea(
    "sea_fishing",
    "بيع السمك بالتجول",
    "Vente ambulante de poisson",
    (
        (E, "دراجة ثلاثية العجلات مجهزة بثلاجة", "Triporteur frigorifique", 1, 90),
        (E, "ميزان إلكتروني", "Balance électronique", 1, 10),
    ),
)
POTTERY = Idea(
    "crafts",
    "الفخار والخزف التقليدي",
    "Poterie et céramique",
    (
        (E, "فرن كهربائي", "Four électrique", 1, 65),
        (E, "دولاب فخار", "Tour de potier", 1, 25),
        (E, "طين وأصباغ (حصة)", "Argile et émaux (lot)", 1, 10),
    ),
)
PASTRY = Idea(
    "services",
    "إعداد الحلويات والمعجنات",
    "Pâtisserie et boulangerie",
    (
        (E, "فرن غازي", "Four à gaz", 1, 45),
        (E, "عجانة 20 لترا", "Pétrin 20 l", 1, 25),
        (E, "ثلاجة عرض", "Vitrine réfrigérée", 1, 30),
    ),
)
GROCERY = Idea(
    "commerce",
    "دكان للمواد الغذائية",
    "Épicerie de quartier",
    (
        (E, "ثلاجة", "Réfrigérateur", 1, 35),
        (E, "رفوف وميزان", "Rayonnages et balance", 1, 25),
        (W, "سلع أولى", "Premier stock", 1, 40),
    ),
)
WELDING = Idea(
    "industry",
    "ورشة تلحيم وألمنيوم",
    "Soudure et aluminium",
    (
        (E, "آلة تلحيم 250 أمبير", "Poste à souder 250 A", 1, 40),
        (E, "منشار قطع الألمنيوم", "Scie à aluminium", 1, 30),
        (W, "مواد أولية", "Matière première", 1, 30),
    ),
)
SNACK = Idea(
    "catering",
    "محل للأكلات الخفيفة",
    "Restauration rapide",
    (
        (E, "مقلاة وصفيحة شواء", "Friteuse et plancha", 1, 40),
        (E, "ثلاجة عرض", "Vitrine réfrigérée", 1, 35),
        (W, "سلع أولى", "Premier stock", 1, 25),
    ),
)
MASON = Idea(
    "construction",
    "أشغال البناء والتزليج",
    "Maçonnerie et carrelage",
    (
        (E, "خلاطة إسمنت", "Bétonnière", 1, 55),
        (E, "آلة قطع الزليج", "Coupe-carreaux", 1, 25),
        (E, "عدة بناء كاملة", "Outillage de maçon", 1, 20),
    ),
)

CLOTHES = Idea(
    "commerce",
    "بيع الملابس الجاهزة",
    "Vente de prêt-à-porter",
    (
        (E, "واجهة ورفوف", "Vitrine et rayonnages", 1, 40),
        (E, "تماثيل عرض", "Mannequins", 4, 10),
        (W, "سلع أولى", "Premier stock", 1, 50),
    ),
)
VEGETABLES = Idea(
    "commerce",
    "بيع الخضر والفواكه",
    "Vente de fruits et légumes",
    (
        (E, "دراجة ثلاثية العجلات", "Triporteur", 1, 75),
        (E, "ميزان إلكتروني", "Balance électronique", 1, 10),
        (W, "سلع أولى", "Premier stock", 1, 15),
    ),
)
PHONES = Idea(
    "services",
    "إصلاح الهواتف",
    "Réparation de téléphones",
    (
        (E, "محطة لحام دقيقة", "Station de soudage fin", 1, 35),
        (E, "مجهر إلكتروني", "Microscope numérique", 1, 30),
        (E, "حقيبة عدة كاملة", "Outillage complet", 1, 35),
    ),
)
PLASTIC = Idea(
    "industry",
    "تدوير البلاستيك",
    "Recyclage de plastique",
    (
        (E, "آلة طحن البلاستيك", "Broyeur à plastique", 1, 70),
        (E, "ميزان أرضي", "Bascule", 1, 20),
        (E, "أكياس كبيرة", "Big-bags", 20, 10),
    ),
)
LEATHER = Idea(
    "crafts",
    "صناعة المنتجات الجلدية",
    "Maroquinerie",
    (
        (E, "آلة خياطة الجلد", "Machine à coudre le cuir", 1, 60),
        (E, "عدة قص ونقش", "Outils de coupe et gravure", 1, 20),
        (W, "جلود أولى", "Premier stock de cuir", 1, 20),
    ),
)
CAFE = Idea(
    "catering",
    "مقهى متنقل",
    "Café ambulant",
    (
        (E, "آلة قهوة", "Machine à café", 1, 45),
        (E, "عربة مجهزة", "Chariot équipé", 1, 45),
        (E, "مطحنة", "Moulin", 1, 10),
    ),
)
BEES = Idea(
    "agriculture",
    "تربية النحل",
    "Apiculture",
    (
        (E, "خلية نحل مأهولة", "Ruche peuplée", 20, 80),
        (E, "فراز العسل", "Extracteur de miel", 1, 15),
        (E, "لباس واق", "Tenue de protection", 2, 5),
    ),
)
PAINTER = Idea(
    "construction",
    "الصباغة وتزيين المباني",
    "Peinture et décoration de bâtiments",
    (
        (E, "آلة رش الصباغة", "Pistolet à peinture", 1, 40),
        (E, "سقالة متنقلة", "Échafaudage roulant", 1, 45),
        (E, "سلم من الألمنيوم", "Échelle en aluminium", 1, 15),
    ),
)

EL_JADIDA = (SEWING, FISHING, HAIRDRESSER, SHEEP, CARPENTRY, MOTORCYCLES, FISHMONGER, POTTERY, PASTRY)
UNDER_WAY = (GROCERY, WELDING, SNACK, MASON, SEWING, HAIRDRESSER, SHEEP, MOTORCYCLES, PASTRY, CARPENTRY)
RAMADAN_2019 = {
    "commerce": (GROCERY, CLOTHES, VEGETABLES),
    "industry": (WELDING, PLASTIC),
    "services": (HAIRDRESSER, MOTORCYCLES, PHONES),
    "crafts": (SEWING, CARPENTRY, LEATHER, POTTERY),
    "catering": (SNACK, CAFE),
    "agriculture": (SHEEP, BEES),
    "construction": (MASON, PAINTER),
}
