/* The desk works without this. With it: a box narrows long lists of seats, and notes say that they are kept. */
"use strict";
(() => {
  const narrow = (root) => {
    for (const set of root.querySelectorAll(".sh-pick")) {
      if (set.dataset.ready) continue;
      set.dataset.ready = "1";
      const groups = [...set.querySelectorAll(".sh-pick__group")];
      const box = document.createElement("input");
      box.type = "search"; box.className = "nhsuk-input nhsuk-input--width-20"; box.autocomplete = "off";
      box.id = set.id + "-find";
      const label = document.createElement("label");
      label.className = "nhsuk-label"; label.htmlFor = box.id; label.textContent = "Find by body or role";
      set.insertBefore(box, groups[0]); set.insertBefore(label, box);
      box.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
      box.addEventListener("input", (event) => {
        event.stopPropagation();
        const wanted = box.value.toLowerCase().split(/\s+/).filter(Boolean);
        for (const group of groups) {
          const heading = group.querySelector("summary").textContent.toLowerCase();
          let any = false;
          for (const item of group.querySelectorAll(".nhsuk-checkboxes__item")) {
            const words = heading + " " + item.textContent.toLowerCase();
            const fits = wanted.every((word) => words.includes(word)) || item.querySelector("input").checked;
            item.hidden = !fits; any ||= fits;
          }
          group.hidden = !any;
          group.open = any && (wanted.length > 0 || Boolean(group.querySelector("input:checked")));
        }
      });
    }
  };
  document.addEventListener("shirehall:kept", (event) => {
    for (const mark of document.querySelectorAll("[data-kept]"))
      if (mark.dataset.kept === event.detail?.form) mark.textContent = "Kept " + new Date().toTimeString().slice(0, 5);
  });
  if (document.querySelector("[data-waits-for-doors]"))
    setInterval(async () => {
      try {
        const told = await (await fetch("/health", { cache: "no-store" })).json();
        if (told.stage !== "before") location.reload();
      } catch { /* asked again in a moment */ }
    }, 4000 + Math.random() * 1500);
  // What was unfolded stays so when the list is drawn anew.
  let unfolded = false;
  document.addEventListener("toggle", (event) => { if (event.target.id === "from-scripts" && event.isTrusted) unfolded = event.target.open; }, true);
  document.addEventListener("htmx:after:swap", () => {
    narrow(document);
    const folded = document.getElementById("from-scripts");
    if (folded && unfolded && !folded.open) folded.open = true;
  });
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", () => narrow(document)); else narrow(document);
})();
