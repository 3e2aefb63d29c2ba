"""The demonstration: two seasons that were told in public and one under way, with invented people."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "reintegration.demo"
    label = "demo"
    verbose_name = "demonstration"
