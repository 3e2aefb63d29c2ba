"""A real browser for the tests: Chromium, driven by playwright, one for the run and a fresh context for each test."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
# Where Debian keeps it: installed, or unpacked by bin/setup for a user who may not install.
UNPACKED = ROOT / ".venv/sysroot/usr/lib/chromium/chromium"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Pages are the same on both engines: tests in tests/browser run on one where both are tested."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.any_engine)


def chromium_path():
    """Return the browser of the system; None leaves it to the one playwright may have installed."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    return str(UNPACKED) if UNPACKED.exists() else found


def is_fault(message):
    """Tell errors of scripts and of the Content-Security-Policy from answers such as 404, which tests may want."""
    return message.type == "error" and not message.text.startswith("Failed to load resource")


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser):
    """A page of 1366 pixels, in Arabic, that fails its test when the page breaks the policy or a script fails."""
    context = browser.new_context(locale="ar-MA", viewport={"width": 1366, "height": 768})
    page = context.new_page()
    faults = []
    page.on("console", lambda message: faults.append(message.text) if is_fault(message) else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert not faults, faults
