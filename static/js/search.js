/* The search over everything: Ctrl+K opens it, it answers while one types. Without this the header's box leads to the page. */
"use strict";

(() => {
  const dialog = document.getElementById("search-dialog");
  const box = document.querySelector("#site-search input");
  if (!dialog || !box) return;
  const input = dialog.querySelector("input[name=q]");
  const found = document.getElementById("search-found");
  const said = document.getElementById("search-said");
  const token = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
  const links = () => [...found.querySelectorAll("a")];
  const WAIT = 180;
  let timer, asked = 0, running;

  const ask = async () => {
    const number = ++asked;
    running?.abort();
    const text = input.value.trim();
    if (!text) {
      found.replaceChildren();
      return;
    }
    running = new AbortController();
    found.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(dialog.dataset.url, {
        method: "POST",
        body: new URLSearchParams({ q: text }),
        headers: { "X-CSRFToken": token() },
        signal: running.signal,
        redirect: "manual",
      });
      // What was typed since has its own answer on the way.
      if (number !== asked) return;
      if (answer.ok) {
        found.innerHTML = await answer.text();
        said.textContent = found.querySelector(".found-total, .found-nothing")?.textContent ?? "";
      } else {
        // Signed out, or the server does not answer: the page says it better.
        dialog.querySelector("form").submit();
      }
    } catch (error) {
      if (error.name !== "AbortError") found.replaceChildren();
    } finally {
      if (number === asked) found.removeAttribute("aria-busy");
    }
  };

  const open = () => {
    if (dialog.open) return;
    input.value = box.value;
    dialog.showModal();
    input.focus();
    input.select();
    ask();
  };

  const move = (step) => {
    const all = [input, ...links()];
    const next = all.indexOf(document.activeElement) + step;
    all[Math.min(Math.max(next, 0), all.length - 1)]?.focus();
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  dialog.querySelector("form").addEventListener("submit", (event) => {
    const only = found.querySelectorAll("li > a");
    if (found.getAttribute("aria-busy") || only.length !== 1) return;
    event.preventDefault();
    only[0].click();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape") {
      // A search field takes the first Escape for itself, to empty it.
      event.preventDefault();
      dialog.close();
    } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && document.activeElement?.closest("#search-found")) {
      input.focus();
    }
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
  });
  dialog.addEventListener("close", () => clearTimeout(timer));
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });
  box.addEventListener("click", open);
})();
