/* The intake page: asks, while one types who it is, which files of the own centre look alike. */
"use strict";

(() => {
  const form = document.getElementById("intake-form");
  const place = document.querySelector("[data-known]");
  const jump = document.querySelector("[data-known-jump]");
  if (!form || !place) return;
  const WHO = /^(centre|given_name_(ar|latin)|family_name_(ar|latin)|birth|father|cin)$/;
  const WAIT = 500;
  let timer, running, asked = "";

  const typed = () => {
    const data = new URLSearchParams(new FormData(form));
    [...data.keys()].filter((name) => !WHO.test(name) && name !== "apart").forEach((name) => data.delete(name));
    return data;
  };

  const ask = async () => {
    const data = typed();
    const who = new URLSearchParams(data);
    who.delete("apart");
    if (`${who}` === asked) return;
    asked = `${who}`;
    running?.abort();
    running = new AbortController();
    try {
      const answer = await fetch(form.dataset.knownUrl, {
        method: "POST",
        body: data,
        headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
        signal: running.signal,
      });
      if (!answer.ok || answer.redirected) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body;
      if (fresh.innerHTML.trim() !== place.innerHTML.trim()) place.replaceChildren(...fresh.childNodes);
      jump.hidden = !place.querySelector("[data-count]");
    } catch {
      // Without a network, or overtaken by the next question: saving asks again.
      asked = "";
    }
  };

  form.addEventListener("input", (event) => {
    if (!WHO.test(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  form.addEventListener("change", (event) => {
    if (WHO.test(event.target.name)) ask();
  });
  if ([...typed().values()].some(Boolean)) ask();
})();
