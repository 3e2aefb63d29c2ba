/* Renews the part of a page that says how far background work is, until the work has ended; without it the page reloads itself. */
"use strict";

const EVERY = 2000;
const shown = document.querySelector("[data-progress]");

const renew = async () => {
  if (!document.hidden) {
    try {
      const answer = await fetch(shown.dataset.progress, { headers: { "X-Requested-With": "progress" } });
      // A session that ended answers with the sign-in page: whoever reloads is led there and back.
      if (answer.redirected || !answer.ok) return window.location.reload();
      const text = await answer.text();
      if (text !== shown.innerHTML) shown.innerHTML = text;
    } catch {
      // The network is away for a moment: the next round asks again.
    }
  }
  if (shown.querySelector("[data-unfinished]")) setTimeout(renew, EVERY);
};

setTimeout(renew, EVERY);
