// Small manners of every page: components come to life (also those that htmx brings), the clock strip counts down between what the
// server tells, and the one live region says at most one thing in five seconds. It opens no stream; live.js does that.
import { createAll, CharacterCount, Checkboxes, ErrorSummary, Radios, Tabs } from "./vendor/nhsuk.js";

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");

function wake(scope) {
  for (const Component of [CharacterCount, Checkboxes, Radios, Tabs]) createAll(Component, {}, scope);
}
wake(document);
createAll(ErrorSummary, {}, document);
document.addEventListener("htmx:after:swap", () => wake(document));

// Another pack is another day: a page of the one before is drawn anew, also where the stream was cut when it was taken up.
document.addEventListener("shirehall:clock", (event) => {
  const pack = event.detail?.pack;
  if (pack && document.body.dataset.pack && pack !== document.body.dataset.pack) location.reload();
});

// The clock.
const clock = document.getElementById("clock");
if (clock) {
  const part = (name) => clock.querySelector(`[data-clock="${name}"]`);
  const set = (where, words) => {
    if (where && where.textContent !== words) where.textContent = words;
  };
  let left = Number(clock.dataset.secondsLeft) || 0;
  let told = performance.now();
  // A practice ends by the wall's clock, which a pause does not stop.
  let practice = clock.dataset.practiceLeft === undefined ? null : Number(clock.dataset.practiceLeft);
  const shown = part("practice") || document.querySelector("[data-practice-clock]");
  let warned = practice !== null && practice <= 60;
  const spell = (seconds) => {
    const whole = Math.max(0, Math.ceil(seconds));
    return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
  };
  const tick = () => {
    const gone = clock.dataset.running === "true" ? (performance.now() - told) / 1000 : 0;
    set(part("left"), spell(left - gone));
    if (practice === null) return;
    const still = practice - (performance.now() - told) / 1000;
    set(shown, spell(still));
    if (still > 60) warned = false;
    else if (!warned) {
      warned = true;
      document.dispatchEvent(new CustomEvent("shirehall:say", { detail: "The practice ends in a minute." }));
    }
  };
  document.addEventListener("shirehall:clock", (event) => {
    const now = event.detail || {};
    left = Number(now.seconds_left) || 0;
    practice = now.practice_left === undefined ? null : Number(now.practice_left);
    told = performance.now();
    const running = Boolean(now.running) && !now.paused;
    Object.assign(clock.dataset, { running, paused: Boolean(now.paused), stage: now.stage || "" });
    for (const each of document.querySelectorAll("[data-while-paused]")) each.hidden = running;
    if (now.month) set(part("month"), now.month);
    if (now.round) set(part("round"), now.round);
    const closed = now.closed || now.stage === "closed" || now.stage === "feedback";
    set(part("state"), closed ? "Closed" : running ? "Running" : "Paused");
    tick();
  });
  setInterval(tick, 250);
}

// What is said aloud.
const said = document.getElementById("sh-said");
const waiting = [];
let news = 0;
let quiet = false;
function say() {
  if (quiet || (!waiting.length && !news)) return;
  if (news) waiting.push(news === 1 ? "One new item." : `${news} new items.`);
  news = 0;
  said.textContent = waiting.splice(0).join(" ");
  quiet = true;
  setTimeout(() => {
    quiet = false;
    say();
  }, 5000);
}
if (said) {
  document.addEventListener("shirehall:say", (event) => {
    waiting.push(String(event.detail));
    say();
  });
  document.addEventListener("shirehall:news", () => {
    news += 1;
    setTimeout(say, 50);
  });
}
