"""Somebody of the demonstration at a browser of their own, who reads, fills in and presses, and nothing else."""

from pathlib import Path
from urllib.parse import urlsplit

from reintegration.demo.accounts import CODE, PASSWORD
from tests.browser.conftest import is_fault

SECONDS = 15
"""How long a page may take on a machine that is busy with other tests."""


class Desk:
    """One person's page. Counts presses and keys, keeps the addresses seen, and collects every fault of a page."""

    def __init__(self, browser, site, username, **context):
        self.site, self.username = site, username
        self.context = browser.new_context(**{"locale": "ar-MA", "viewport": {"width": 1366, "height": 768}, **context})
        self.page = self.context.new_page()
        self.page.set_default_timeout(SECONDS * 1000)
        self.presses = self.keys = 0
        self.seen, self.faults = [], []
        self.page.on("console", lambda message: self.faults.append(message.text) if is_fault(message) else None)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("response", self._answered)
        self._sign_in()

    def _sign_in(self):
        self.page.goto(f"{self.site}/login/")
        self.fill(username=self.username, password=PASSWORD)
        self.press("#login-form button[type=submit]")
        self.fill(code=CODE)
        self.press("#code-form button[type=submit]")

    def _answered(self, response):
        if response.status >= 400:
            self.faults.append(f"{response.status} {response.url}")
        elif response.request.is_navigation_request():
            address = urlsplit(response.url)
            self.seen.append(f"{address.path}?{address.query}" if address.query else address.path)

    def press(self, selector, within=None):
        """Press the one thing that `selector` means, and wait for the page it leads to."""
        self.presses += 1
        (within or self.page).locator(selector).click()
        self.page.wait_for_load_state()

    def fill(self, **values):
        for name, value in values.items():
            self.keys += len(str(value))
            self.page.locator(f"[name={name}]").fill(str(value))

    def choose(self, name, text="", **option):
        """Choose the option of a select whose words contain `text`, or by its `value` or `index`."""
        self.presses += 2
        if text:
            words = self.page.locator(f"select[name={name}] option", has_text=text)
            option = {"value": words.get_attribute("value")}
        self.page.select_option(f"select[name={name}]", **option)

    def find(self, name, text):
        """Choose in a box that searches while one types."""
        self.presses += 2
        self.keys += len(text)
        self.page.locator(f".field-{name} [role=combobox]").fill(text)
        self.page.locator("[role=option]", has_text=text).click()

    def take_up(self, text, towards="/"):
        """Go to Today and take up the work whose line contains `text`, by its link `towards` an address."""
        self.press("#branding a")
        self.press(f'.ways a[href*="{towards}"]', within=self.page.locator(".work-item", has_text=text))

    def open_list(self, path):
        """Open a list from the menu, unfolding its group when that is closed."""
        link = f'#nav-sidebar a[href="{path}"]'
        if not self.page.locator(link).is_visible():
            self.press(f"#nav-sidebar details:has({link[len('#nav-sidebar ') :]}) summary")
        self.press(link)

    def step(self, name, **values):
        """Open a step of the record shown, fill its form in, and confirm."""
        self.press(f'a[href$="/verb/{name}/"]')
        self.fill(**values)
        self.confirm()

    def download(self, selector):
        """Save what the link leads to, as the browser's own menu does; returns the bytes."""
        self.presses += 1
        address = self.page.locator(selector).get_attribute("href")
        self.seen.append(address)
        return self._fetch(address).body()

    def read(self, address):
        """The source of the page at an address typed in, of which nothing is drawn."""
        return self._fetch(address).text()

    def status_of(self, address):
        return self.context.request.get(f"{self.site}{address}").status

    def _fetch(self, address):
        answer = self.context.request.get(f"{self.site}{address}")
        assert answer.ok, (answer.status, address)
        return answer

    def confirm(self):
        self.press(".verb-form .submit-row button[type=submit]")

    def save(self):
        self.press("button[name=_save]")

    def picture(self, folder: Path):
        self.page.screenshot(path=folder / f"{self.username}.png", full_page=True)
