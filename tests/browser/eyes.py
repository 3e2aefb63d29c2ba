"""What is looked at on a page that stands open in a browser: each line that is returned is one fault."""

import gzip

from axe_playwright_python.base import AXE_SCRIPT

from tests.reading import Page, english_texts

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
COLD, WARM = 300_000, 40_000
"""Bytes that a page may bring, compressed: for the first time, and when the browser has kept what it may keep."""

# axe leaves out the contrast of icons that are written as words, which it takes all joined Arabic letters to be: words
# are told by their width, so let it be the sum of their letters.
JOINED = "CanvasRenderingContext2D.prototype.measureText = (text) => ({width: 10 * text.length});"

# Of a long list, as many rows as there are looks of rows.
AXE = """async (only) => {
  const context = {exclude: [["#result_list tbody tr:nth-child(n+9)"]]};
  const found = await axe.run(context, {runOnly: only, resultTypes: ["violations"], preload: false});
  return found.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(" ")} ${n.html.slice(0, 160)}`));
}"""

WIDER = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  const out = [...document.querySelectorAll("body *")].filter((e) => {
    const box = e.getBoundingClientRect();
    return box.width && (box.left < -1 || box.right > wide + 1);
  });
  return [`wider than ${wide}: ${out.slice(0, 3).map((e) => e.outerHTML.slice(0, 120)).join(" | ")}`];
}"""

# One of each kind: what has the same classes in the same place looks the same on the next page.
UNFOCUSED = """(seen) => {
  const known = new Set(seen), found = [], look = (e) => {
    const s = getComputedStyle(e);
    const outline = s.outlineStyle === "none" || s.outlineWidth === "0px" ? "" : s.outline;
    return [outline, s.boxShadow, s.borderColor, s.backgroundColor].join();
  };
  document.activeElement.blur();
  for (const e of document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")) {
    const kind = [e.parentElement.className, e.tagName, e.type, e.className, e.closest("[id]")?.id].join(" ");
    if (known.has(kind) || e.disabled || e.tabIndex < 0 || !e.checkVisibility({visibilityProperty: true})) continue;
    known.add(kind);
    const before = look(e);
    e.focus({preventScroll: true});
    if (document.activeElement !== e || look(e) === before) found.push(`shows no focus: ${e.outerHTML.slice(0, 160)}`);
    e.blur();
  }
  return [[...known], found];
}"""

OPENED = """() => {
  document.querySelectorAll("details").forEach((e) => { e.open = true; });
  document.querySelectorAll(".add-row a").forEach((e) => e.checkVisibility() && e.click());
  document.querySelector(".date-box button")?.click();
}"""


class Eyes:
    """Looks at what a page shows. What was once seen to show its focus, or was weighed, is not asked again."""

    def __init__(self, page, site, language="ar"):
        self.page, self.site, self.language = page, site, language
        self.known, self.weights, self.asked, self.noise = [], {}, [], []
        page.add_init_script(JOINED + AXE_SCRIPT)
        page.on("console", lambda message: self.noise.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.noise.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))
        page.on(
            "response", lambda answer: self.noise.append(f"{answer.status} {answer.url}") if answer.status > 399 else 0
        )

    def _answered(self, answer):
        if answer.status >= 400:
            self.noise.append(f"{answer.status} {answer.url}")

    def visit(self, path):
        """Open an address; None where it is no page that opens for this user, else its faults."""
        self.asked, self.noise = [], []
        answer = self.page.goto(f"{self.site}{path}")
        if answer.status in (403, 404, 405):
            return None
        led = ["leads to the door"] if "?next=" in self.page.url else []
        return [*led, *self.look(), *self.weight(answer)]

    def look(self):
        found = [*self.accessibility(), *self.width()]
        self.page.evaluate(OPENED)
        found += [*self.focus(), *self.words(), *self.dark(), *self.traffic()]
        return found

    def accessibility(self):
        return self.page.evaluate(AXE, {"type": "tag", "values": TAGS})

    def dark(self):
        """The contrasts again, in the other scheme and with the menus open."""
        self.page.emulate_media(color_scheme="dark")
        found = self.page.evaluate(AXE, {"type": "rule", "values": ["color-contrast"]})
        self.page.emulate_media(color_scheme="light")
        return [f"dark: {line}" for line in found]

    def focus(self):
        self.known, found = self.page.evaluate(UNFOCUSED, self.known)
        return found

    def width(self):
        found = self.page.evaluate(WIDER)
        self.page.set_viewport_size(PHONE)
        found += self.page.evaluate(WIDER)
        self.page.set_viewport_size(DESK)
        return found

    def words(self):
        shown = Page(self.page.content())
        foreign = shown.foreign_to_arabic() if self.language == "ar" else shown.foreign_to_french(english_texts())
        declared = (shown.language, shown.direction)
        wanted = (self.language, "rtl" if self.language == "ar" else "ltr")
        return [f"foreign: {text}" for text in foreign] + ([] if declared == wanted else [f"declared {declared}"])

    def traffic(self):
        """What the policy refused, scripts that failed, answers that are none, and whoever else was asked."""
        elsewhere = [url for url in self.asked if not url.startswith((f"{self.site}/", "data:"))]
        return [*self.noise, *(f"asks another site: {url}" for url in elsewhere)]

    def weight(self, answer):
        """Bytes on the wire, as deploy/Caddyfile compresses pages and whitenoise the files beside them."""
        kept = sum(self._bytes(url) for url in set(self.asked) if url.startswith(f"{self.site}/static/"))
        fresh = len(gzip.compress(answer.body(), 5))
        found = [f"weighs {kept + fresh} cold"] if kept + fresh > COLD else []
        return found + ([f"weighs {fresh} warm"] if fresh > WARM else [])

    def _bytes(self, url):
        if url not in self.weights:
            self.weights[url] = int(self.page.context.request.get(url).headers["content-length"])
        return self.weights[url]
