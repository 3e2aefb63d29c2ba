/* A choice among many records becomes a box that searches while one types (the ARIA pattern of a combobox). */
"use strict";

(() => {
  const words = document.currentScript.dataset;
  const PAUSE = 200;
  let count = 0;

  const enhance = (select) => {
    if (select.name.includes("__prefix__") || select.dataset.enhanced) return;
    select.dataset.enhanced = "1";
    const name = `choices-${(count += 1)}`;
    const box = document.createElement("input");
    const list = document.createElement("ul");
    const said = document.createElement("span");
    let found = [];
    let active = -1;
    let timer = null;
    let asked = 0;

    box.type = "text";
    Object.entries({
      role: "combobox", "aria-expanded": "false", "aria-controls": name, "aria-autocomplete": "list", autocomplete: "off",
      placeholder: words.search,
    }).forEach(([key, value]) => box.setAttribute(key, value));
    ["aria-describedby", "aria-invalid", "required"].forEach((key) => {
      if (select.hasAttribute(key)) box.setAttribute(key, select.getAttribute(key));
    });
    // The label, the help and the list of faults lead to what one types into.
    box.id = select.id;
    select.id = `${select.id}_choice`;
    list.id = name;
    list.className = "choices-list";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", box.labels?.[0]?.textContent.trim() || words.search);
    list.hidden = true;
    said.className = "visually-hidden";
    said.setAttribute("role", "status");
    select.hidden = true;
    select.required = false;
    select.after(box, list, said);

    const chosen = () => select.selectedOptions[0];
    const show = () => {
      box.value = chosen()?.value ? chosen().textContent : "";
    };
    const close = () => {
      list.hidden = true;
      active = -1;
      box.setAttribute("aria-expanded", "false");
      box.removeAttribute("aria-activedescendant");
    };
    const place = () => {
      const at = box.getBoundingClientRect();
      const below = window.innerHeight - at.bottom;
      const above = below < 220 && at.top > below;
      list.style.insetInlineStart = "auto";
      list.style.left = `${at.left}px`;
      list.style.width = `${at.width}px`;
      list.style.top = above ? "auto" : `${at.bottom + 2}px`;
      list.style.bottom = above ? `${window.innerHeight - at.top + 2}px` : "auto";
      list.style.maxHeight = `${Math.min(340, Math.max(120, (above ? at.top : below) - 12))}px`;
    };
    const mark = (number) => {
      active = number;
      list.querySelectorAll("[role='option']").forEach((one, at) => one.setAttribute("aria-selected", String(at === number)));
      const line = list.children[number];
      if (!line) return box.removeAttribute("aria-activedescendant");
      box.setAttribute("aria-activedescendant", line.id);
      line.scrollIntoView({ block: "nearest" });
    };
    const line = (text, attributes) => {
      const item = document.createElement("li");
      item.textContent = text;
      Object.entries(attributes).forEach(([key, value]) => item.setAttribute(key, value));
      return item;
    };
    const draw = (answer, term) => {
      found = answer.results;
      const lines = found.map(({ text }, at) => line(text, { role: "option", id: `${name}-${at}`, "aria-selected": "false" }));
      const rest = found.length ? answer.pagination.more && words.more : words.none;
      if (rest) lines.push(line(rest, { class: "quiet", role: "presentation" }));
      list.replaceChildren(...lines);
      said.textContent = found.length ? `${found.length}${answer.pagination.more ? "+" : ""}` : words.none;
      list.hidden = false;
      box.setAttribute("aria-expanded", "true");
      place();
      mark(term.trim() && found.length ? 0 : -1);
    };
    const ask = async (term) => {
      const number = (asked += 1);
      try {
        const answer = await fetch(`${select.dataset.choices}&term=${encodeURIComponent(term)}`);
        // An answer to what was typed before the last key says nothing any more.
        if (answer.ok && !answer.redirected && number === asked) draw(await answer.json(), term);
      } catch {
        if (number === asked) said.textContent = words.offline;
      }
    };
    const take = (choice) => {
      const option = [...select.options].find(({ value }) => value === choice.id) || new Option(choice.text, choice.id);
      select.append(option);
      select.value = choice.id;
      select.dispatchEvent(new Event("change", { bubbles: true }));
      close();
    };
    const leave = () => {
      clearTimeout(timer);
      asked += 1;
      if (!list.hidden && found.length === 1 && box.value.trim() && box.value !== chosen()?.textContent) return take(found[0]);
      close();
      if (!box.value.trim() && chosen()?.value) {
        if (![...select.options].some(({ value }) => !value)) select.prepend(new Option("", ""));
        select.value = "";
        select.dispatchEvent(new Event("change", { bubbles: true }));
      } else show();
    };

    select.addEventListener("change", show);
    box.addEventListener("input", (event) => {
      // What is typed to search is no value of the form yet.
      event.stopPropagation();
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE, box.value);
    });
    box.addEventListener("change", (event) => event.stopPropagation());
    box.addEventListener("click", () => list.hidden && ask(""));
    box.addEventListener("focus", () => box.select());
    box.addEventListener("blur", leave);
    box.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) return ask("");
        const step = event.key === "ArrowDown" ? 1 : -1;
        if (found.length) mark((active + step + found.length) % found.length);
      } else if (event.key === "Enter" && !list.hidden) {
        event.preventDefault();
        if (found[active]) take(found[active]);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        event.stopPropagation();
        close();
        show();
      }
    });
    list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const at = [...list.children].indexOf(event.target.closest("li"));
      if (found[at]) take(found[at]);
    });
    window.addEventListener("scroll", () => !list.hidden && place(), { capture: true, passive: true });
    window.addEventListener("resize", close);
    show();
  };

  const all = (root) => root.querySelectorAll("select[data-choices]").forEach(enhance);
  all(document);
  document.addEventListener("formset:added", (event) => all(event.target));
})();
