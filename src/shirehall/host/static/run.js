// Facilitators' keys: p pauses or lets run, after asking; b, s, r, m go to pages. They can be switched off, and never work in a field.
const KEPT = "shirehall-keys";
const box = document.querySelector("[data-keys-on]");
const on = () => { try { return localStorage.getItem(KEPT) !== "off"; } catch { return true; } };
if (box) {
  box.checked = on();
  box.addEventListener("change", () => { try { localStorage.setItem(KEPT, box.checked ? "on" : "off"); } catch { box.checked = true; } });
}

const PAGES = { b: "/run", s: "/run/seats", r: "/run/sheet", m: "/run/moderator" };
const writing = (target) => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

function ask() {
  const form = document.getElementById("run-pause");
  if (!form || document.querySelector("dialog.run-ask[open]")) return;
  const words = form.querySelector("button").textContent;
  const dialog = document.createElement("dialog");
  dialog.className = "run-ask";
  dialog.setAttribute("aria-labelledby", "run-ask-h");
  const title = document.createElement("h2");
  title.id = "run-ask-h";
  title.className = "nhsuk-heading-m";
  title.textContent = `${words} for everybody?`;
  const row = document.createElement("div");
  row.className = "sh-cluster";
  for (const [text, act, second] of [[words, () => form.requestSubmit(), ""], ["Not now", () => {}, " nhsuk-button--secondary"]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `nhsuk-button nhsuk-button--small${second}`;
    button.textContent = text;
    button.addEventListener("click", () => { dialog.close(); act(); });
    row.append(button);
  }
  dialog.append(title, row);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  row.firstElementChild.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !on() || writing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "p" || (event.key === " " && event.target === document.body)) {
    if (document.getElementById("run-pause")) { event.preventDefault(); ask(); }
  } else if (PAGES[event.key]) {
    location.assign(PAGES[event.key]);
  }
});
