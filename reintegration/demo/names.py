"""Invented names, Arabic and Latin in pairs; no real person is meant."""

import random
from dataclasses import dataclass

MEN = [
    ("محمد", "Mohamed"),
    ("أحمد", "Ahmed"),
    ("عبد الرحمان", "Abderrahmane"),
    ("يوسف", "Youssef"),
    ("إبراهيم", "Brahim"),
    ("عبد اللطيف", "Abdellatif"),
    ("هشام", "Hicham"),
    ("طارق", "Tarik"),
    ("إسماعيل", "Ismaïl"),
    ("رضا", "Réda"),
    ("مصطفى", "Mustapha"),
    ("عبد الإله", "Abdelilah"),
    ("عزيز", "Aziz"),
    ("سعيد", "Saïd"),
    ("نور الدين", "Noureddine"),
    ("خالد", "Khalid"),
    ("الحسين", "El Houcine"),
    ("عبد الله", "Abdellah"),
    ("جمال", "Jamal"),
    ("كمال", "Kamal"),
    ("بوشعيب", "Bouchaïb"),
    ("العربي", "Larbi"),
    ("مولاي علي", "Moulay Ali"),
    ("سيدي محمد", "Sidi Mohamed"),
    ("عمر", "Omar"),
    ("أنس", "Anas"),
    ("أيوب", "Ayoub"),
    ("بدر", "Badr"),
    ("ياسين", "Yassine"),
    ("المهدي", "El Mehdi"),
    ("زكرياء", "Zakaria"),
    ("عبد الغني", "Abdelghani"),
    ("مراد", "Mourad"),
    ("رشيد", "Rachid"),
    ("فؤاد", "Fouad"),
    ("لحسن", "Lahcen"),
    ("ميلود", "Miloud"),
    ("صلاح الدين", "Salah Eddine"),
]
WOMEN = [
    ("فاطمة الزهراء", "Fatima-Zahra"),
    ("خديجة", "Khadija"),
    ("سلمى", "Salma"),
    ("مريم", "Meriem"),
    ("زينب", "Zineb"),
    ("ليلى", "Leïla"),
    ("نور الهدى", "Nour El Houda"),
    ("نعيمة", "Naïma"),
    ("حليمة", "Halima"),
    ("رقية", "Rkia"),
    ("لالة مليكة", "Lalla Malika"),
    ("هاجر", "Hajar"),
    ("إكرام", "Ikram"),
    ("بشرى", "Bouchra"),
    ("السعدية", "Saâdia"),
    ("حنان", "Hanane"),
    ("لبنى", "Loubna"),
    ("ثورية", "Touria"),
]
FAMILIES = [
    ("بن عبد الله", "Benabdellah"),
    ("الإدريسي", "El Idrissi"),
    ("المنصوري", "El Mansouri"),
    ("بوعزة", "Bouazza"),
    ("الفاسي الفهري", "El Fassi El Fihri"),
    ("ولد سيدي", "Ould Sidi"),
    ("القرطبي", "El Kortobi"),
    ("آيت يحيى", "Aït Yahya"),
    ("الحسني", "El Hassani"),
    ("بنسالم", "Bensalem"),
    ("الشرقاوي", "Cherkaoui"),
    ("بلقاسم", "Belkacem"),
    ("الزياني", "Ziani"),
    ("أوعلا", "Ouaala"),
    ("بنعيسى", "Benaïssa"),
    ("الغزواني", "El Ghazouani"),
    ("لمرابط", "Lamrabet"),
    ("الصقلي", "Skalli"),
    ("الخطابي", "El Khattabi"),
    ("أمزيان", "Ameziane"),
    ("الكتاني", "Kettani"),
    ("بولحية", "Boulahya"),
    ("الضاوي", "Daoui"),
    ("الطاهري", "Tahiri"),
    ("حجي", "Hajji"),
    ("السملالي", "Semlali"),
    ("أيت بلا", "Aït Bella"),
    ("الودغيري", "Ouadghiri"),
    ("زروال", "Zeroual"),
    ("الهلالي", "Hilali"),
    ("مكاوي", "Mekkaoui"),
    ("بوكرين", "Boukrine"),
    ("الرحموني", "Rahmouni"),
    ("ابن الطالب", "Ibn Taleb"),
    ("الأزرق", "Lazrak"),
    ("بن خضراء", "Benkhadra"),
    ("ظريف", "Drif"),
]


@dataclass(frozen=True)
class Name:
    """Given and family name in both scripts, and the sex that goes with the given name."""

    sex: str
    given_ar: str
    given_latin: str
    family_ar: str
    family_latin: str


def names(seed):
    """Endless distinct names, the same for the same seed; `next_of("F")` gives the next woman."""
    return NameSource(random.Random(seed))


class NameSource:
    def __init__(self, chance):
        self.chance = chance
        self.used = set()

    def next_of(self, sex):
        given_names = WOMEN if sex == "F" else MEN
        while True:
            given, family = self.chance.choice(given_names), self.chance.choice(FAMILIES)
            if (given, family) not in self.used:
                self.used.add((given, family))
                return Name(sex, *given, *family)

    def any_of(self, sex):
        """A name that may have been given before: among many people there are namesakes."""
        given_names = WOMEN if sex == "F" else MEN
        return Name(sex, *self.chance.choice(given_names), *self.chance.choice(FAMILIES))
