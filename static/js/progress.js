/* Renews the part of a page that says how far background work is, until the work has ended; without it the page reloads itself. */
"use strict";

const EVERY = 2000;
const shown = document.querySelector("[data-progress]");
const said = document.querySelector("[data-said]");
let last = "";

const show = (text) => {
  if (text === last) return;
  last = text;
  const held = shown.contains(document.activeElement) && document.activeElement.getAttribute("href");
  shown.innerHTML = text;
  if (held) shown.querySelector(`[href="${held}"]`)?.focus();
  // Read aloud when it changes, which the numbers do too often.
  const { status } = shown.querySelector("[data-status]").dataset;
  if (said.textContent !== status) said.textContent = status;
};

const renew = async () => {
  if (!document.hidden) {
    try {
      const answer = await fetch(shown.dataset.progress, { headers: { "X-Background": "1" } });
      // A session that ended answers with the sign-in page: whoever reloads is led there and back.
      if (answer.redirected || (!answer.ok && answer.status < 500)) return window.location.reload();
      if (answer.ok) show(await answer.text());
    } catch {
      // The network is away for a moment: the next round asks again.
    }
  }
  if (shown.querySelector("[data-unfinished]")) setTimeout(renew, EVERY);
};

setTimeout(renew, EVERY);
