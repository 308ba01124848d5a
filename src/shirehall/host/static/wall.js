/* The wall looks after itself: light or dark by `l`, the film's pages turn, and another stage of the day brings another screen. */
"use strict";
(() => {
  const body = document.body;
  const kept = (() => { try { return localStorage; } catch { return null; } })();

  // ---- light or dark
  const button = document.getElementById("light");
  const light = (on) => {
    body.classList.toggle("sh-wall--light", on);
    button?.setAttribute("aria-pressed", String(on));
    kept?.setItem("sh-wall-light", on ? "1" : "");
  };
  light(kept?.getItem("sh-wall-light") === "1");
  const turnLight = () => light(!body.classList.contains("sh-wall--light"));
  button?.addEventListener("click", turnLight);

  // ---- the film
  const film = document.getElementById("film");
  const pages = film ? [...film.querySelectorAll(".sh-film__page")] : [];
  const video = document.getElementById("film-video");
  let at = 0, turning = 0, stopped = false;
  const show = (n) => {
    at = Math.max(0, Math.min(n, pages.length - 1));
    pages.forEach((each, i) => { each.hidden = i !== at; });
    document.getElementById("film-where").textContent = `${at + 1} of ${pages.length}${stopped ? ", stopped" : ""}`;
    clearTimeout(turning);
    if (!stopped && at < pages.length - 1) turning = setTimeout(() => show(at + 1), Number(pages[at].dataset.seconds) * 1000);
  };
  if (pages.length) show(0);
  // Browsers may refuse sound before a key is pressed: then it runs without, under its captions, until one is.
  video?.play?.().catch(() => { video.muted = true; video.play().catch(() => {}); });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest?.("input, textarea, select")) return;
    if (event.key === "l" || event.key === "L") turnLight();
    else if (pages.length && (event.key === "ArrowRight" || event.key === "PageDown")) show(at + 1);
    else if (pages.length && (event.key === "ArrowLeft" || event.key === "PageUp")) show(at - 1);
    else if (event.key === " " && event.target !== button && pages.length) { event.preventDefault(); stopped = !stopped; show(at); }
    else if (event.key === " " && event.target !== button && event.target !== video && video) {
      event.preventDefault();
      if (video.muted) video.muted = false; else if (video.paused) video.play(); else video.pause();
    }
  });

  // ---- another stage, another screen; also when the stream has told nothing
  const stage = body.dataset.stage;
  const round = body.querySelector("[data-round]")?.dataset.round;
  const other = (now, where) => { if (now && (now !== stage || (where !== undefined && round !== undefined && String(where) !== round))) location.reload(); };
  document.addEventListener("shirehall:clock", (event) => other(event.detail?.stage));
  document.addEventListener("shirehall:refresh", (event) => other(event.detail?.stage, event.detail?.round));
  setInterval(async () => {
    try {
      const answer = await fetch("/wall/stage", { headers: { accept: "application/json" }, cache: "no-store" });
      if (answer.ok) {
        const told = await answer.json();
        other(told.stage, told.round);
      }
    } catch { /* the amber line says so; the next look comes in a quarter of a minute */ }
  }, 15000);
})();
