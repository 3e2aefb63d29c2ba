/* Keeps what is typed as a draft on the server, and gives it back; a copy in the browser only while the server is away. */
"use strict";

(() => {
  const words = document.currentScript.dataset;
  const LATER = 3000;
  const AGAIN = 15000;
  const COPY = "draft:";
  const OF_PAGE = /^(csrfmiddlewaretoken|version|idempotency_key|_.*)$|-row_version$|__prefix__/;
  const COUNTS = /-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$/;
  const SILENT = ["file", "password", "submit", "button", "reset", "image"];

  const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] || "";
  /* A page stays its reader's, whoever signs in beside it: the server takes and gives nothing for another one. */
  const send = (url, method, body, options = {}) =>
    fetch(url, { method, body, headers: { "X-CSRFToken": token(), "Page-Of": words.in }, ...options });
  const copies = () => Object.keys(localStorage).filter((name) => name.startsWith(COPY));
  const OWN = `${COPY}${words.in}:`;

  // What somebody else typed stays in no browser; nobody's name is "undefined" where nobody is signed in.
  copies().filter((name) => !name.startsWith(OWN)).forEach((name) => localStorage.removeItem(name));
  if (!("in" in words)) return;

  const controls = (form) =>
    [...form.elements].filter((one) => one.name && !OF_PAGE.test(one.name) && !SILENT.includes(one.type) && !one.disabled);
  const valuesOf = (one) => {
    if (one.type === "checkbox" || one.type === "radio") return one.checked ? [one.value] : [];
    return one.multiple ? [...one.selectedOptions].map(({ value }) => value) : [one.value];
  };
  const read = (form, without = "") => {
    const [fields, called] = [{}, {}];
    controls(form).forEach((one) => {
      if (without && one.matches(without)) return;
      fields[one.name] = [...(fields[one.name] || []), ...valuesOf(one)];
      if (one.dataset.choices && one.value) called[one.name] = { [one.value]: one.selectedOptions[0].textContent };
    });
    return { fields, words: called };
  };

  /* The draft's names as this page numbers its rows: those that are stored by their id, the rest as new ones. */
  const renumbered = (form, fields) => {
    const names = {};
    Object.keys(fields).filter((name) => name.endsWith("-TOTAL_FORMS")).forEach((total) => {
      const prefix = total.replace(/-TOTAL_FORMS$/, "");
      const count = () => Number(form.elements[total]?.value || 0);
      const idOf = (number) => form.elements[`${prefix}-${number}-id`]?.value || "";
      const places = [...Array(count()).keys()];
      const free = places.filter((number) => !idOf(number));
      for (let number = 0; number < Number(fields[total][0]); number += 1) {
        const id = fields[`${prefix}-${number}-id`]?.[0] || "";
        let place = id ? places.find((other) => idOf(other) === id) : free.shift();
        if (place === undefined && !id) {
          document.querySelector(`#${CSS.escape(prefix)}-group .add-row a`)?.click();
          place = count() - 1;
        }
        names[`${prefix}-${number}-`] = place === undefined ? null : `${prefix}-${place}-`;
      }
    });
    return (name) => {
      const row = Object.keys(names).find((prefix) => name.startsWith(prefix));
      if (!row) return name;
      return names[row] && names[row] + name.slice(row.length);
    };
  };
  const put = (one, values, called) => {
    if (one.type === "checkbox" || one.type === "radio") one.checked = values.includes(one.value);
    else if (one.tagName === "SELECT") {
      values.filter((value) => ![...one.options].some((option) => option.value === value)).forEach((value) => {
        if (called?.[value]) one.append(new Option(called[value], value));
      });
      [...one.options].forEach((option) => (option.selected = values.includes(option.value)));
    } else [one.value] = values;
    one.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const restore = (form, draft) => {
    const named = renumbered(form, draft.fields);
    const values = {};
    Object.keys(draft.fields).forEach((name) => {
      if (!COUNTS.test(name) && !name.endsWith("-id") && named(name)) values[named(name)] = [draft.fields[name], draft.words[name]];
    });
    controls(form).forEach((one) => one.name in values && put(one, ...values[one.name]));
  };

  const keepDraftOf = (form) => {
    const url = form.dataset.draftUrl;
    const copy = OWN + form.dataset.draft;
    const bar = form.querySelector(".submit-row") || form;
    const said = document.createElement("span");
    said.className = "draft-said";
    said.setAttribute("role", "status");
    bar.insertBefore(said, bar.querySelector(".spacer"));
    let [timer, offered, leaving, busy] = [null, null, false, null];
    let [clean, kept, signed] = ["", "", token()];
    const text = () => JSON.stringify(read(form).fields);
    const say = (what, tone = "") => {
      said.textContent = what;
      said.dataset.tone = tone;
    };
    const isDirty = () => text() !== clean;

    const body = (content) => {
      const key = form.elements.idempotency_key?.value || "";
      return new URLSearchParams({ content: JSON.stringify(content), version: form.elements.version?.value || "", key });
    };
    const keepHere = () => {
      const content = read(form, "[data-private]");
      localStorage.setItem(copy, JSON.stringify({ url, content, version: form.elements.version?.value || "" }));
      say(words.offline, "wait");
      timer = setTimeout(keep, AGAIN);
    };
    const keep = async (options = {}) => {
      clearTimeout(timer);
      const now = text();
      if (leaving || offered || now === kept || (busy && !options.keepalive)) return;
      busy = new AbortController();
      try {
        const answer = await (now === clean
          ? send(url, "DELETE", undefined, { signal: busy.signal, ...options })
          : send(url, "POST", body(read(form)), { signal: busy.signal, ...options }));
        if (answer.redirected || [401, 403, 404].includes(answer.status)) return say(words.out, "wait");
        if (!answer.ok && answer.status !== 413) throw new Error(answer.status);
        kept = now;
        localStorage.removeItem(copy);
        say(now === clean ? "" : answer.status === 204 ? "" : (await answer.json()).said);
      } catch (error) {
        if (error.name !== "AbortError") keepHere();
      } finally {
        busy = null;
      }
      if (text() !== now) timer = setTimeout(keep, LATER);
    };
    const typed = () => {
      clearTimeout(timer);
      if (!isDirty() && kept === clean) return say("");
      say(offered ? words.first : words.unsaved);
      timer = setTimeout(keep, LATER);
    };

    const note = (lines, ...buttons) => {
      const box = document.createElement("div");
      box.className = "notice draft-offer";
      box.setAttribute("role", "status");
      const told = document.createElement("div");
      lines.forEach((one) => {
        const line = document.createElement("p");
        line.textContent = one;
        told.append(line);
      });
      const acts = buttons.map(([name, act, css]) => {
        const button = document.createElement("button");
        [button.type, button.className, button.textContent] = ["button", `btn btn--small ${css}`, name];
        button.addEventListener("click", () => {
          box.remove();
          act();
        });
        return button;
      });
      const row = document.createElement("div");
      row.className = "draft-acts";
      row.append(...acts);
      box.append(told, row);
      form.prepend(box);
    };
    const offer = (draft) => {
      offered = draft;
      const back = () => {
        offered = null;
        restore(form, draft);
        kept = text();
        say(words.unsaved);
      };
      const discard = async () => {
        offered = null;
        await send(url, "DELETE");
        note([words.discarded], [words.undo, undo, ""]);
        typed();
      };
      const undo = async () => {
        await send(url, "POST", body({ fields: draft.fields, words: draft.words }));
        offer(draft);
      };
      note([draft.when, ...draft.changed], [words.restore, back, "btn--primary"], [words.discard, discard, ""]);
    };

    /* Somebody signed in since the page was opened: the form goes with their token if it is its own reader. */
    const signedAgain = async (submitter) => {
      const [now, answer] = [token(), await send(url, "GET").catch(() => null)];
      if (!answer?.ok || answer.redirected) return say(words.out, "wait");
      form.elements.csrfmiddlewaretoken.value = signed = now;
      form.requestSubmit(submitter);
    };

    form.addEventListener("input", typed);
    form.addEventListener("change", typed);
    document.addEventListener("formset:removed", typed);
    form.addEventListener("submit", (event) => {
      if (!navigator.onLine) {
        event.preventDefault();
        event.stopImmediatePropagation();
        return keepHere();
      }
      if (token() !== signed) {
        event.preventDefault();
        event.stopImmediatePropagation();
        return signedAgain(event.submitter);
      }
      leaving = true;
      clearTimeout(timer);
      busy?.abort();
    });
    window.addEventListener("online", () => keep());
    window.addEventListener("pageshow", () => (leaving = false));
    window.addEventListener("pagehide", () => keep({ keepalive: true }));
    document.addEventListener("visibilitychange", () => document.hidden && keep({ keepalive: true }));
    window.addEventListener("beforeunload", (event) => {
      if (!leaving && isDirty()) event.preventDefault();
    });

    const begin = async () => {
      clean = kept = text();
      // What comes back with faults is not saved either.
      if (form.querySelector(".errornote")) {
        clean = "";
        return say(words.unsaved);
      }
      try {
        const answer = await send(url, "GET");
        if (answer.status === 200 && !answer.redirected) offer(await answer.json());
      } catch {
        say(words.away, "wait");
      }
    };
    return begin;
  };

  /* What was kept here while the server was away goes there, whatever page is open. */
  const flush = () =>
    Promise.all(
      copies().map(async (name) => {
        try {
          const { url, content, version } = JSON.parse(localStorage.getItem(name));
          const body = new URLSearchParams({ content: JSON.stringify(content), version, partial: "1" });
          const answer = await send(url, "POST", body);
          if (!answer.redirected && answer.status < 500) localStorage.removeItem(name);
        } catch {
          // Still away: the next page tries again.
        }
      }),
    );

  document.addEventListener("submit", ({ target }) => {
    if (target.getAttribute("action")?.endsWith("/logout/")) copies().forEach((name) => localStorage.removeItem(name));
  });
  const begins = [...document.querySelectorAll("form[data-draft]")].map(keepDraftOf);
  // After the other scripts: they number rows and put values in.
  window.addEventListener("load", async () => {
    await flush();
    begins.forEach((begin) => begin());
  });
})();
