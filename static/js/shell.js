/* Comfort of the shell; every page works without it: light or dark, menus that stay on the screen and close, pages that print. */
"use strict";

/* As the device has it, then the other scheme, then its own by choice. In a cookie: the page comes in it, without script too. */
const cycleTheme = () => {
  const root = document.documentElement;
  const [own, other] = window.matchMedia("(prefers-color-scheme: dark)").matches ? ["dark", "light"] : ["light", "dark"];
  const next = { [other]: own, [own]: "" }[root.dataset.theme || ""] ?? other;
  if (next) root.dataset.theme = next;
  else delete root.dataset.theme;
  const secure = window.location.protocol === "https:" ? ";Secure" : "";
  document.cookie = `theme=${next};Path=/;SameSite=Lax;Max-Age=${next ? 365 * 24 * 60 * 60 : 0}${secure}`;
};

document.querySelectorAll(".theme-toggle").forEach((button) => button.addEventListener("click", cycleTheme));

const closeMenus = (except) => {
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (menu !== except) menu.open = false;
  });
};

document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const open = document.querySelector("details.menu[open]");
    closeMenus(null);
    if (open) open.querySelector("summary").focus();
  }
});

/* A panel that would leave the screen opens towards the other side. */
document.addEventListener(
  "toggle",
  ({ target: menu }) => {
    if (!menu.matches("details.menu")) return;
    menu.classList.remove("menu--turned");
    const { left, right } = menu.querySelector(".menu-panel").getBoundingClientRect();
    menu.classList.toggle("menu--turned", menu.open && (left < 0 || right > document.documentElement.clientWidth));
  },
  true,
);

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
