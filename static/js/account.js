/* Passkeys by the browser's own dialogue, and copying of recovery codes; each page has a way without it. */
"use strict";

document.querySelectorAll("form[data-passkey]").forEach((form) => {
  form.hidden = false;
  const failed = form.querySelector("[role=alert][hidden]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = true;
    try {
      const options = JSON.parse(form.dataset.options);
      const credential = await window.webauthnJSON[form.dataset.passkey](options);
      form.elements.credential.value = JSON.stringify(credential);
    } catch {
      failed.hidden = false;
      return;
    }
    form.submit();
  });
});

document.querySelectorAll("[data-copy]").forEach((button) => {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).innerText);
    button.querySelector("span").textContent = button.dataset.done;
  });
});
