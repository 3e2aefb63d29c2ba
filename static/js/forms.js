/* Comfort of forms; each works without it: days and amounts as they are read, Ctrl+S, one sending, the faults found. */
"use strict";

(() => {
  const words = document.currentScript.dataset;
  const western = (text) =>
    text
      .replace(/[٠-٩]/g, (digit) => digit.charCodeAt(0) - 0x660)
      .replace(/[۰-۹]/g, (digit) => digit.charCodeAt(0) - 0x6f0)
      .replace(/[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g, "")
      .replace(/[\s\u066c'’]+/g, " ")
      .trim();

  /* {day, month, year} of what was typed, or null: the rules of the server, which has the last word. */
  const dayOf = (typed) => {
    const found = western(typed).match(/^(\d{1,2})(?: ?[/.،–-] ?| )(\d{1,2})(?: ?[/.،–-] ?| )(\d{4}|\d{2})$/);
    if (!found) return null;
    const [day, month] = [Number(found[1]), Number(found[2])];
    const now = new Date().getFullYear();
    let year = Number(found[3]);
    if (found[3].length === 2) year += year <= (now % 100) + 10 ? now - (now % 100) : now - (now % 100) - 100;
    const real = new Date(Date.UTC(year, month - 1, day));
    return real.getUTCDate() === day && real.getUTCMonth() === month - 1 ? { day, month, year } : null;
  };

  const two = (number) => String(number).padStart(2, "0");
  const dayText = ({ day, month, year }) => `${two(day)}/${two(month)}/${year}`;

  const amountText = (typed) => {
    const text = western(typed).replace(/٫|،/g, ",").replace(/\u2212/g, "-");
    const found =
      text.match(/^(-?\d+)()(?:[.,](\d{1,2}))?$/) ||
      text.match(/^(-?[1-9]\d{0,2}([ .,])\d{3}(?:\2\d{3})*)(?:(?!\2)[.,](\d{1,2})|[.,](\d{2}))?$/);
    if (!found) return null;
    const whole = found[1].replace(/[ .,]/g, "").replace(/^(-?)0+(?=\d)/, "$1");
    return `${whole.replace(/\B(?=(\d{3})+$)/g, "\u00a0")},${(found[3] || found[4] || "").padEnd(2, "0")}`;
  };

  const written = (control) => {
    if (control.matches("[data-date]")) {
      const day = dayOf(control.value);
      return day && dayText(day);
    }
    return control.matches("[data-amount]") ? amountText(control.value) : null;
  };

  document.addEventListener("focusout", ({ target }) => {
    const text = target.matches("input[data-date], input[data-amount]") && written(target);
    if (text && text !== target.value) {
      target.value = text;
      target.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });

  /* Forms that change something say so in their button, and are sent once. */
  const CHANGES = "form[data-draft], form.verb-form";
  const HELD_FOR = 15000;

  const release = (form) => {
    delete form.dataset.sending;
    form.querySelectorAll("[data-says]").forEach((button) => {
      button.textContent = button.dataset.says;
      button.removeAttribute("aria-disabled");
      delete button.dataset.says;
    });
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches(CHANGES)) return;
    if (form.dataset.sending) return event.preventDefault();
    form.dataset.sending = "1";
    const button = event.submitter || form.querySelector("button[type=submit]");
    if (button) {
      button.dataset.says = button.textContent;
      button.textContent = words.saving;
      button.setAttribute("aria-disabled", "true");
    }
    setTimeout(release, HELD_FOR, form);
  });

  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(release));

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "s") return;
    const form = event.target.closest?.(CHANGES) || document.querySelector(CHANGES);
    const button = form?.querySelector(".submit-row button[type=submit]");
    if (!button) return;
    event.preventDefault();
    // A field that is written anew when it is left has to be left.
    document.activeElement?.blur();
    form.requestSubmit(button);
  });

  document.querySelectorAll(".submit-row > button[type=submit]:first-child").forEach((button) => {
    button.title = "Ctrl+S";
    button.setAttribute("aria-keyshortcuts", "Control+S Meta+S");
  });

  /* The browser's own button for a file speaks the browser's language. */
  document.querySelectorAll("input[type=file]").forEach((input) => {
    const shown = document.createElement("div");
    const button = document.createElement("span");
    const name = document.createElement("span");
    const tell = () => (name.textContent = input.files[0]?.name || words.none);
    shown.className = "file-shown";
    shown.setAttribute("aria-hidden", "true");
    button.className = "btn";
    button.textContent = words.file;
    button.addEventListener("click", () => input.click());
    name.dir = "auto";
    tell();
    input.addEventListener("change", tell);
    input.classList.add("visually-hidden");
    shown.append(button, name);
    input.after(shown);
  });

  /* The summary of faults has the focus; its links also reach what a folded part holds. */
  document.querySelector(".errornote")?.focus();
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".errornote a[href^='#']");
    const control = link && document.getElementById(link.hash.slice(1));
    if (!control) return;
    event.preventDefault();
    for (let part = control.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
    const reached = control.matches("input, select, textarea") ? control : control.querySelector("input, select, textarea");
    (reached || control).focus();
    (reached || control).scrollIntoView({ block: "center" });
  });

  window.typedDays = { dayOf, dayText };
})();
