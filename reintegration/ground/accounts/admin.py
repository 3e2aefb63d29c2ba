"""What django-allauth registers of its own stays out of the office: accounts are kept on the pages of users."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin

admin.site.unregister([EmailAddress, Authenticator])
