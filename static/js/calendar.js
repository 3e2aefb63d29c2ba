/* A calendar beside each field for a day, in the language of the page; what is typed counts as much. Uses forms.js. */
"use strict";

(() => {
  const words = document.currentScript.dataset;
  const { dayOf, dayText } = window.typedDays;
  const LOCALE = { ar: "ar-MA-u-nu-latn", fr: "fr-MA", en: "en-GB" }[document.documentElement.lang] || "fr-MA";
  const STEPS = { ArrowUp: -7, ArrowDown: 7, PageUp: "-month", PageDown: "+month", Home: "first", End: "last" };
  const inWords = (day, options) => new Intl.DateTimeFormat(LOCALE, { timeZone: "UTC", ...options }).format(day);
  const at = (year, month, day) => {
    const found = new Date(Date.UTC(2000, month, day));
    found.setUTCFullYear(year, month, day);
    return found;
  };
  const today = () => at(new Date().getFullYear(), new Date().getMonth(), new Date().getDate());
  const weekday = (day) => (day.getUTCDay() + 6) % 7;
  const moved = (day, by) => at(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate() + by);
  const inMonth = (day, by) => {
    const last = at(day.getUTCFullYear(), day.getUTCMonth() + by + 1, 0);
    return at(last.getUTCFullYear(), last.getUTCMonth(), Math.min(day.getUTCDate(), last.getUTCDate()));
  };
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    element.append(...children);
    return element;
  };
  const icon = (name, css = "") => {
    const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    drawn.setAttribute("class", `icon ${css}`);
    drawn.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `${words.icons}#${name}`);
    drawn.append(use);
    return drawn;
  };

  const months = make("select", { "aria-label": words.month });
  for (let month = 0; month < 12; month += 1) months.append(new Option(inWords(at(2001, month, 1), { month: "long" }), month));
  const year = make("input", { type: "number", min: "1900", max: "2100", dir: "ltr", "aria-label": words.year });
  const before = make("button", { type: "button", class: "icon-btn", "aria-label": words.before }, icon("next", "calendar-before"));
  const after = make("button", { type: "button", class: "icon-btn", "aria-label": words.after }, icon("next", "icon--flip"));
  const days = make("tbody");
  const names = [1, 2, 3, 4, 5, 6, 7].map((day) => at(2001, 0, day));
  const heads = names.map((day) =>
    make("th", { scope: "col", abbr: inWords(day, { weekday: "long" }) }, inWords(day, { weekday: "narrow" })),
  );
  const now = make("button", { type: "button", class: "btn btn--small btn--quiet" }, words.today);
  const table = make("table", { role: "grid" }, make("thead", {}, make("tr", {}, ...heads)), days);
  const head = make("div", { class: "calendar-head" }, before, months, year, after);
  const box = make("div", { class: "calendar-pick", role: "dialog", "aria-label": words.pick, hidden: "" }, head, table, now);
  let input = null;
  let button = null;
  let shown = null;

  const cell = (day, chosen) => {
    const isShown = day.getTime() === shown.getTime();
    const item = make("td", { role: "gridcell", tabindex: isShown ? "0" : "-1", "data-day": day.toISOString().slice(0, 10) });
    item.textContent = day.getUTCDate();
    item.setAttribute("aria-label", inWords(day, { weekday: "long", day: "numeric", month: "long", year: "numeric" }));
    item.setAttribute("aria-selected", String(day.getTime() === chosen));
    if (day.getTime() === today().getTime()) item.setAttribute("aria-current", "date");
    if (day.getUTCMonth() !== shown.getUTCMonth()) item.className = "quiet";
    return item;
  };
  const typed = () => {
    const day = dayOf(input.value);
    return day && at(day.year, day.month - 1, day.day);
  };
  const draw = (day, focus) => {
    shown = day;
    months.value = day.getUTCMonth();
    year.value = day.getUTCFullYear();
    const first = at(day.getUTCFullYear(), day.getUTCMonth(), 1);
    const start = moved(first, -weekday(first));
    const chosen = typed()?.getTime();
    const weeks = [0, 1, 2, 3, 4, 5].map((week) =>
      make("tr", {}, ...[0, 1, 2, 3, 4, 5, 6].map((n) => cell(moved(start, week * 7 + n), chosen))),
    );
    days.replaceChildren(...weeks);
    if (focus) days.querySelector("[tabindex='0']").focus();
  };
  const place = () => {
    const around = button.parentElement.getBoundingClientRect();
    const size = box.getBoundingClientRect();
    const rtl = document.documentElement.dir === "rtl";
    const wanted = rtl ? around.right - size.width : around.left;
    box.style.left = `${Math.max(8, Math.min(wanted, document.documentElement.clientWidth - size.width - 8))}px`;
    const below = around.bottom + 4;
    const fits = below + size.height < window.innerHeight || around.top < size.height;
    box.style.top = `${Math.max(8, fits ? Math.min(below, window.innerHeight - size.height - 8) : around.top - size.height - 4)}px`;
  };
  const close = (focus) => {
    if (!input) return;
    box.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (focus) button.focus();
    input = null;
  };
  const open = (beside, of) => {
    close();
    [input, button] = [of, beside];
    button.after(box);
    button.setAttribute("aria-expanded", "true");
    box.hidden = false;
    draw(typed() || today(), true);
    place();
  };
  const pick = (day) => {
    input.value = dayText({ day: day.getUTCDate(), month: day.getUTCMonth() + 1, year: day.getUTCFullYear() });
    ["input", "change"].forEach((name) => input.dispatchEvent(new Event(name, { bubbles: true })));
    close(true);
  };
  const dayAt = (target) => target.closest("td") && new Date(`${target.closest("td").dataset.day}T00:00:00Z`);

  box.addEventListener("click", (event) => {
    const day = dayAt(event.target);
    if (day) pick(day);
    else if (before.contains(event.target)) draw(inMonth(shown, -1));
    else if (after.contains(event.target)) draw(inMonth(shown, 1));
    else if (now.contains(event.target)) pick(today());
  });
  // The month looked at is no value of the form.
  ["input", "change"].forEach((name) => head.addEventListener(name, (event) => event.stopPropagation()));
  head.addEventListener("change", () => {
    const wanted = Math.min(2100, Math.max(1900, Number(year.value) || shown.getUTCFullYear()));
    draw(inMonth(at(wanted, Number(months.value), 1), 0));
  });
  box.addEventListener("keydown", (event) => {
    const forward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const step = STEPS[event.key] ?? (event.key.startsWith("Arrow") ? (event.key === forward ? 1 : -1) : null);
    if (event.key === "Escape") {
      event.stopPropagation();
      return close(true);
    }
    if (event.key === "Enter" && !event.target.matches("button")) event.preventDefault();
    const day = dayAt(event.target);
    if (!day) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      return pick(day);
    }
    if (step === null) return;
    event.preventDefault();
    if (step === "-month" || step === "+month") return draw(inMonth(day, step === "+month" ? 1 : -1), true);
    draw(moved(day, step === "first" ? -weekday(day) : step === "last" ? 6 - weekday(day) : step), true);
  });
  document.addEventListener("pointerdown", ({ target }) => input && !box.contains(target) && !button.contains(target) && close());
  document.addEventListener("focusin", ({ target }) => input && !box.contains(target) && target !== button && close());
  window.addEventListener("resize", () => close());
  window.addEventListener("scroll", () => input && place(), { capture: true, passive: true });

  const enhance = (root) =>
    root.querySelectorAll("input[data-date]").forEach((field) => {
      if (field.name.includes("__prefix__") || field.closest(".date-box") || field.readOnly || field.disabled) return;
      const named = field.labels?.[0]?.childNodes[0]?.textContent.trim();
      const opener = make("button", { type: "button", class: "icon-btn", "aria-haspopup": "dialog", "aria-expanded": "false" });
      opener.setAttribute("aria-label", named ? `${words.pick}: ${named}` : words.pick);
      opener.append(icon("calendar"));
      const around = make("span", { class: "date-box" });
      field.replaceWith(around);
      around.append(field, opener);
      opener.addEventListener("click", () => (input === field ? close(true) : open(opener, field)));
    });
  enhance(document);
  document.addEventListener("formset:added", (event) => enhance(event.target));
})();
