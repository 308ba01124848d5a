/* The observers' desk: keys, finding somebody by a few letters, and notes that are kept in this browser until the host has them.

   Each note waits under its own key in localStorage, so that two tabs never overwrite one another and a note that is sent
   twice counts once. A correction waits like a note, behind what it corrects: it names a note by its number, or, when that has
   not been sent yet, by its key. Without storage, or without this script, the form posts as a plain page. */
"use strict";
(() => {
  const form = document.getElementById("note");
  if (!form) return;
  const store = (() => { try { localStorage.setItem("sh", "1"); return localStorage; } catch { return null; } })();
  const author = form.dataset.author;
  const WAITS = "shirehall:note:" + author + ":";
  const page = form.dataset.corrects ? Number(form.dataset.corrects) : null;   // this page corrects one note, and does nothing else
  const DRAFT = "shirehall:note-draft:" + author + (page ? ":" + page : "");
  const say = (words) => document.dispatchEvent(new CustomEvent("shirehall:say", { detail: words }));
  const make = (name, words, classes) => {
    const made = document.createElement(name);
    if (words) made.textContent = words;
    if (classes) made.className = classes;
    return made;
  };
  const newKey = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  // ---- when it was seen ------------------------------------------------------------------------------------
  const clock = { minute: form.dataset.minute, month: form.dataset.month, stage: form.dataset.stage, running: document.getElementById("clock")?.dataset.running === "true", told: Date.now() };
  document.addEventListener("shirehall:clock", ({ detail }) => {
    Object.assign(clock, { minute: detail.minute ?? "", month: detail.number ?? "", stage: detail.stage, running: Boolean(detail.running) && !detail.paused, told: Date.now() });
  });
  let online = navigator.onLine;
  document.addEventListener("shirehall:connection", ({ detail }) => { online = detail.connected; if (online) send(); });
  const minute = () => {
    if (clock.minute === "" || clock.minute === undefined) return "";
    const gone = clock.running ? ((Date.now() - clock.told) / 1000) * Number(form.dataset.pace || 0) : 0;
    return String(Math.floor(Number(clock.minute) + gone));
  };
  let begun = null;
  const begin = () => { begun ??= { at: minute(), stage: clock.stage, written_at: new Date().toISOString().slice(0, 19) + "Z", offline: !online }; };

  // ---- the form as data ------------------------------------------------------------------------------------
  const OURS = ["csrf", "key", "at", "written_at"];
  const filled = () => {
    const data = {};
    for (const [name, value] of new FormData(form)) if (!OURS.includes(name) && typeof value === "string" && value !== "") (data[name] ??= []).push(value);
    return data;
  };
  const fill = (data) => {
    for (const field of form.elements) {
      if (!field.name || OURS.includes(field.name) || field.type === "submit" || field.type === "hidden") continue;
      const held = data[field.name] || [];
      if (field.type === "checkbox") field.checked = held.includes(field.value);
      else field.value = held[0] || "";
    }
    document.getElementById("about-what")?.remove();
    for (const old of form.querySelectorAll("input[name=events]")) old.remove();
    for (const number of data.events || []) about(number);
    for (const part of form.querySelectorAll("details")) if (part.querySelector("input:checked") || [...part.querySelectorAll("textarea, input[type=text]")].some((one) => one.value)) part.open = true;
  };
  const about = (number) => {
    if (form.querySelector(`input[name=events][value="${Number(number)}"]`)) return;
    const made = make("input");
    Object.assign(made, { type: "hidden", name: "events", value: String(Number(number)) });
    form.append(made);
  };
  const saysSomething = (data) => ["action", "feeling", "omission", "said", "stance", "account", "players_account", "cues", "codes", "topics"].some((name) => (data[name] || []).some((one) => one.trim()));

  form.addEventListener("input", () => {
    begin();
    try { store?.setItem(DRAFT, JSON.stringify({ begun, data: filled(), correcting, words: correctedWords })); } catch { /* full: the words are still in the form */ }
  });

  // ---- keeping ---------------------------------------------------------------------------------------------
  const waiting = () => {
    const found = [];
    for (let i = 0; i < (store?.length || 0); i += 1) {
      const name = store.key(i);
      if (name.startsWith(WAITS)) try { found.push(JSON.parse(store.getItem(name))); } catch { store.removeItem(name); }
    }
    return found.sort((a, b) => (a.order || 0) - (b.order || 0) || (a.written_at + a.key < b.written_at + b.key ? -1 : 1));
  };
  // Later than all that waits, also when two are kept in one second or the device's clock is set back.
  const nextOrder = () => Math.max(Date.now(), ...waiting().map((note) => (note.order || 0) + 1));

  // ---- correcting ------------------------------------------------------------------------------------------
  let correcting = page ? { corrects: page } : null, correctedWords = "";
  const correct = (of, words, data) => {
    if (!correcting && saysSomething(filled())) { say("Keep the note that you are writing first."); form.elements.action.focus(); return; }
    correcting = of;
    correctedWords = words;
    fill(data);
    document.getElementById("correcting")?.remove();
    const told = make("div", "", "sh-card sh-card--mine");
    told.id = "correcting";
    const stop = make("button", "Leave it as it was", "nhsuk-button nhsuk-button--secondary nhsuk-button--small");
    stop.type = "button";
    stop.addEventListener("click", () => { done(); form.elements.action.focus(); });
    told.append(make("p", "You correct " + words + ". The earlier words stay in the notebook beside the new ones."), stop);
    form.prepend(told);
    form.elements.action.focus();
    say("You correct " + words + ".");
  };
  const done = () => {
    document.getElementById("correcting")?.remove();
    const { tables } = filled();
    if (!page) correcting = null;
    begun = null;
    store?.removeItem(DRAFT);
    if (!page) fill({ tables: tables || [], bodies: [], seats: [] });
  };
  const correctable = (card, of, words, data) => {
    const way = make("button", "Correct it", "nhsuk-button nhsuk-button--secondary nhsuk-button--small ob-correct");
    way.type = "button";
    way.append(make("span", ": " + words, "nhsuk-u-visually-hidden"));
    way.addEventListener("click", () => correct(of, words, data));
    card.append(way);
  };
  const keep = () => {
    const data = filled();
    if (!saysSomething(data)) { say("The note says nothing yet."); form.elements.action.focus(); return true; }
    begin();
    const note = { key: newKey(), order: nextOrder(), ...begun, offline: begun.offline || !online, ...(correcting || {}), data };
    try { store.setItem(WAITS + note.key, JSON.stringify(note)); } catch { return false; }
    done();
    if (!page) form.elements.action.focus();
    document.getElementById("just-kept").textContent = "Kept here, not sent yet";
    show();
    send();
    return true;
  };
  // On the window, so that it comes before what other scripts do with a post.
  window.addEventListener("submit", (event) => {
    if (event.target !== form || !store) return;
    if (!keep()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  // ---- sending ---------------------------------------------------------------------------------------------
  let sending = false, failures = 0, later = 0;
  async function send() {
    clearTimeout(later);
    if (sending) return;
    sending = true;
    let well = true;
    try {
      for (let some = ready(); some.length && well; some = ready()) well = await sendSome(some);
    } catch { well = false; }
    sending = false;
    failures = well ? 0 : failures + 1;
    if (!well) later = setTimeout(send, Math.min(1000 * 2 ** failures, 30000) * (0.6 + Math.random() * 0.8));
    show();
  }
  const ready = () => waiting().filter((note) => !note.why).slice(0, 10);
  async function sendSome(some) {
    const answer = await fetch("/observe/send", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF": document.querySelector("meta[name=csrf]")?.content || "" },
      body: JSON.stringify({ notes: some }),
    });
    if (!answer.ok || !(answer.headers.get("content-type") || "").includes("json")) {
      if (answer.status === 401 || answer.status === 403) tell("Open this page again to send them: this browser's session has changed.");
      return false;
    }
    const { notes } = await answer.json();
    let any = false;
    for (const each of notes) {
      const name = WAITS + each.key;
      const held = store.getItem(name);
      if (!held) continue;
      any = true;
      if (each.number) { store.removeItem(name); kept(each.note || each.number, JSON.parse(held)); }
      else store.setItem(name, JSON.stringify({ ...JSON.parse(held), why: each.why }));
    }
    return any;
  }

  // ---- what waits, and what was just kept --------------------------------------------------------------------
  const box = document.getElementById("outbox");
  const line = document.getElementById("outbox-state");
  const tell = (words) => { if (line.textContent !== words) line.textContent = words; line.hidden = !words; };
  const wordsOf = (note) => ["action", "feeling", "omission", "said", "stance", "account", "players_account"].flatMap((name) => note.data[name] || []).join(" / ") || "Codes and cues only";
  const cardOf = (note, head, classes) => {
    const card = make("article", "", "sh-card ob-note " + classes);
    card.append(make("p", head, "ob-note__head"), make("p", wordsOf(note), "sh-words"));
    return card;
  };
  function show() {
    for (const old of box.querySelectorAll(".ob-waiting")) old.remove();
    const some = waiting();
    for (const note of some) {
      const what = note.corrects ? "Correction of note " + Number(note.corrects) + ": w" : note.corrects_key ? "Correction of a note that waits too: w" : "W";
      const card = cardOf(note, note.why ? "Not kept: " + note.why : what + "aiting to be sent", "ob-waiting");
      if (note.why) {
        const back = make("button", "Put it back into the form", "nhsuk-button nhsuk-button--secondary nhsuk-button--small");
        back.type = "button";
        back.addEventListener("click", () => { store.removeItem(WAITS + note.key); fill(note.data); form.elements.action.focus(); show(); });
        card.append(back);
      } else if (!page) correctable(card, { corrects_key: note.key }, "what waits to be sent", note.data);
      box.prepend(card);
    }
    const still = some.filter((note) => !note.why).length;
    if (!still) tell("");
    else if (page && (!online || failures)) tell("What you wrote waits in this browser and goes out when the connection is back.");
    else if (!online || failures) tell(still === 1 ? "1 note waits in this browser and goes out when the connection is back." : still + " notes wait in this browser and go out when the connection is back.");
  }
  const kept = (number, note) => {
    const again = note.corrects || note.corrects_key;
    if (page) {
      if (Number(number) === page) location.assign("/observe/notes/" + page);
      return;
    }
    document.getElementById("none-yet")?.remove();
    for (const old of document.querySelectorAll(`article[data-note="${Number(number)}"]`)) old.remove();
    const card = cardOf(note, "", "");
    card.dataset.note = String(Number(number));
    const link = make("a", "Note " + Number(number));
    link.href = "/observe/notes/" + Number(number);
    card.firstElementChild.append(link, make("span", again ? "corrected" : "kept", "sh-muted"));
    correctable(card, { corrects: Number(number) }, "note " + Number(number), note.data);
    box.prepend(card);
    document.getElementById("just-kept").textContent = (again ? "Corrected " : "Kept ") + new Date().toTimeString().slice(0, 5);
    say("Note " + Number(number) + (again ? " corrected." : " kept."));
  };
  addEventListener("online", () => { online = true; failures = 0; send(); });
  addEventListener("offline", () => { online = false; show(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  addEventListener("storage", (event) => { if (event.key?.startsWith(WAITS)) show(); });

  // ---- who, by a few letters ----------------------------------------------------------------------------------
  const find = document.getElementById("find");
  find.closest(".ob-find").hidden = false;
  const named = [...form.querySelectorAll("input[name=tables], input[name=bodies], input[name=seats]")].map((box) => ({ box, words: box.nextElementSibling.textContent.trim().toLowerCase() }));
  find.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const wanted = find.value.trim().toLowerCase();
    if (!wanted) return;
    const found = named.find((one) => one.words === wanted) || named.find((one) => one.words.startsWith(wanted)) || named.find((one) => one.words.includes(wanted));
    if (!found) { say("Nobody is called that."); return; }
    found.box.checked = true;
    for (let part = found.box.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
    found.box.dispatchEvent(new Event("input", { bubbles: true }));
    find.value = "";
    say(found.box.nextElementSibling.textContent.trim() + " added.");
  });

  // ---- keys ----------------------------------------------------------------------------------------------------
  const keys = document.getElementById("keys");
  const on = document.getElementById("keys-on") || { checked: false, addEventListener: () => {} };
  const KEYS = "shirehall:keys";
  if (keys) keys.hidden = false;
  on.checked = keys !== null && store?.getItem(KEYS) !== "off";
  for (const hint of document.querySelectorAll(".ob-hint")) hint.hidden = false;
  const groups = [...form.querySelectorAll("[data-group]")];
  let group = 0;
  const figures = () => {
    for (const old of form.querySelectorAll(".ob-chip kbd")) old.remove();
    if (!on.checked || !groups.length) return;
    [...groups[group].querySelectorAll(".ob-chip label")].slice(0, 9).forEach((label, i) => {
      const mark = make("kbd", String(i + 1));
      mark.setAttribute("aria-hidden", "true");
      label.prepend(mark);
    });
  };
  on.addEventListener("change", () => { try { store?.setItem(KEYS, on.checked ? "on" : "off"); } catch { /* for this page only */ } figures(); });
  figures();
  const writing = (target) => target instanceof HTMLElement && (target.isContentEditable || ["TEXTAREA", "SELECT"].includes(target.tagName) || (target.tagName === "INPUT" && !["checkbox", "radio", "submit", "button"].includes(target.type)));
  const press = {
    n: () => form.elements.action.focus(),
    w: () => find.focus(),
    "/": () => document.getElementById("search").focus(),
    "?": () => { keys.open = !keys.open; keys.querySelector("summary").focus(); },
    0: () => { if (groups.length) { group = (group + 1) % groups.length; figures(); say(groups[group].querySelector(".ob-label").textContent); } },
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form.contains(event.target)) { event.preventDefault(); form.requestSubmit(); return; }
    if (event.key === "Escape" && writing(event.target)) { event.target.blur(); return; }
    if (!on.checked || event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return;
    if (/^[1-9]$/.test(event.key) && groups.length) {
      const box = groups[group].querySelectorAll("input[name=codes]")[Number(event.key) - 1];
      if (!box) return;
      event.preventDefault();
      box.checked = !box.checked;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      say(box.nextElementSibling.lastChild.textContent.trim() + (box.checked ? " chosen." : " taken away."));
      return;
    }
    const act = press[event.key];
    if (act) { event.preventDefault(); act(); }
  });

  // ---- a note about something that just happened: without leaving the page, so that nothing typed is lost -------
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-about]");
    if (!link) return;
    event.preventDefault();
    about(link.dataset.about);
    begin();
    const words = link.closest("li").querySelector(".sh-news__what").textContent;
    say("The note is about: " + words);
    let told = document.getElementById("about-what");
    if (!told) { told = make("p", "", "sh-card sh-card--mine sh-small"); told.id = "about-what"; form.prepend(told); }
    told.textContent = "About: " + words;
    form.elements.action.focus();
  });

  if (store && form.dataset.clean === "yes") {
    try {
      const held = JSON.parse(store.getItem(DRAFT) || "null");
      if (held && !page && held.correcting) correct(held.correcting, held.words, held.data);
      else if (held) fill(held.data);
      begun = held?.begun || null;
    } catch { store.removeItem(DRAFT); }
  }
  for (const card of document.querySelectorAll("article[data-values]"))
    correctable(card, { corrects: Number(card.dataset.note) }, "note " + Number(card.dataset.note), JSON.parse(card.dataset.values));
  show();
  if (waiting().length) send();
})();
