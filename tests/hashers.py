"""A password hasher that costs the tests nothing; the application's own reads what it writes."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class QuickPBKDF2(PBKDF2PasswordHasher):
    iterations = 1
