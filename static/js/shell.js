/* Comfort of the shell; every page works without it: menus stay on the screen and close on Escape or a click beside them, pages print. */
"use strict";

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
