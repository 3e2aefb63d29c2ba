"""Tells whether anything changed in the database, and undoes it."""

import hashlib
import logging
from contextlib import contextmanager
from unittest import mock

from django.apps import apps
from django.contrib.admin import AdminSite
from django.db import connection, transaction
from django.template.response import TemplateResponse

UNCOUNTED = ("audit_idempotencykey", "accounts_session")
"""Forms that were sent, and sessions: no business of a record."""


class Writes:
    """Notes whether a statement wrote to a table that counts."""

    def __init__(self):
        self.seen = False

    def __call__(self, execute, sql, params, many, context):
        verb, _space, rest = sql.lstrip().partition(" ")
        if verb.upper() in ("INSERT", "UPDATE", "DELETE") and not any(name in rest[:60] for name in UNCOUNTED):
            self.seen = True
        return execute(sql, params, many, context)


def digest():
    """What every row of our tables says, as one comparable value."""
    tables = sorted({model._meta.db_table for model in apps.get_models()} - set(UNCOUNTED))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # One statement instead of one a table, each of which would travel to the server and back.
            rows = "(SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM \"{}\" t)"
            cursor.execute("SELECT " + ", ".join(map(rows.format, tables)))
            return cursor.fetchone()
        sha = hashlib.sha256()
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            sha.update(repr((table, cursor.fetchall())).encode())
        return sha.hexdigest()


@contextmanager
def undone():
    """Roll back whatever happens inside; not an atomic block, so that the verbs inside stand as in a page."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


@contextmanager
def quiet():
    """Thousands of refusals are expected: log none of them, and draw no page and no navigation for them."""
    logging.disable(logging.CRITICAL)
    no_page = mock.patch.object(TemplateResponse, "rendered_content", "")
    no_navigation = mock.patch.object(AdminSite, "get_app_list", lambda *args, **kwargs: [])
    try:
        with no_page, no_navigation:
            yield
    finally:
        logging.disable(logging.NOTSET)
