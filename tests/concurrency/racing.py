"""Acts that start at one moment, each in a process of its own with a connection of its own; commits are real."""

import multiprocessing
import traceback
import warnings

from django.db import IntegrityError, connection

from reintegration.ground.errors import Refused
from tests.databases import reconnect

PATIENCE = 60
DONE = "done"


def race(acts):
    """Run the acts (callables without arguments) at once; returns for each "done", what refused it, or a traceback."""
    # Forked children would share the parent's connection.
    connection.close()
    fork = multiprocessing.get_context("fork")
    barrier, answers = fork.Barrier(len(acts)), fork.Queue()
    children = [fork.Process(target=_run, args=(place, act, barrier, answers)) for place, act in enumerate(acts)]
    with warnings.catch_warnings():
        # Python 3.12 warns of forking beside threads; the children use nothing of theirs.
        warnings.simplefilter("ignore", DeprecationWarning)
        for child in children:
            child.start()
    found = dict(answers.get(timeout=PATIENCE) for _ in children)
    for child in children:
        child.join(PATIENCE)
    return [found[place] for place in range(len(acts))]


def _run(place, act, barrier, answers):
    reconnect()
    connection.ensure_connection()
    try:
        barrier.wait(PATIENCE)
        act()
        answers.put((place, DONE))
    except Refused as refusal:
        answers.put((place, refusal.text))
    except IntegrityError as error:
        answers.put((place, f"IntegrityError: {error}"))
    except Exception:
        answers.put((place, traceback.format_exc()))
    finally:
        connection.close()
