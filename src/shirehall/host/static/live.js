/* Keeps every page alive: one stream a browser, its own watchdog and reconnection, a polling fall-back, and no word lost.

   Raised on document: shirehall:news (detail: {n, kind, html, addressed}), shirehall:clock, shirehall:refresh, shirehall:moved,
   shirehall:gone, shirehall:kept (a draft was kept), shirehall:say (words for the live region).
   Pages mark: [data-feed] (a list that news is put into; data-at="room.n" says how far it reads), form[data-draft="name"]
   (kept while it is written), form[data-send] (sent again with its key when the connection fails), #no-connection. */
"use strict";
(() => {
  const viewer = document.body.dataset.viewer;
  const csrf = document.querySelector("meta[name=csrf]")?.content || "";
  const amber = document.getElementById("no-connection");
  const raise = (name, detail) => document.dispatchEvent(new CustomEvent("shirehall:" + name, { detail }));
  const store = (() => { try { localStorage.setItem("sh", "1"); return localStorage; } catch { return null; } })();

  // ---- connection line -----------------------------------------------------------------------------------
  let connected = true;
  const line = (well) => {
    if (well === connected) return;
    connected = well;
    if (amber) amber.hidden = well;
    raise("connection", { connected: well });
    if (well) { sendKept(); for (const [form, data] of unkept) keepThere(form, data); }
  };

  // ---- the one stream ------------------------------------------------------------------------------------
  const feed = document.querySelector("[data-feed]");
  let at = document.querySelector("[data-at]")?.dataset.at || "";
  const seen = new Set();
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("shirehall:" + (viewer || "")) : null;

  const put = (news) => {
    for (const list of document.querySelectorAll("[data-feed]")) {
      const wanted = list.dataset.feed;
      if (wanted && wanted !== "all" && !wanted.split(" ").includes(news.kind)) continue;
      if (list.querySelector(`[data-n="${Number(news.n)}"]`)) continue;
      const held = document.createElement("template");
      held.innerHTML = news.html;              // drawn and escaped by the server
      list.prepend(held.content);
      const most = Number(list.dataset.most || 80);
      while (list.children.length > most) list.lastElementChild.remove();
    }
  };
  const take = (kind, data, id) => {
    if (kind === "news") {
      const mark = id || "";
      if (mark && seen.has(mark)) return;
      if (mark) { seen.add(mark); at = mark; }
      put(data);
      raise("news", data);
    } else if (kind === "behind") { location.reload();
    } else if (kind === "refresh") {
      raise("refresh", data);
      // Another stage of the day: the page is drawn anew, unless somebody is writing on it, a form is under way or its reader is leaving it.
      if (data.what?.includes("stage")) anew();
    } else if (kind === "moved") { raise("moved", data); location.reload();
    } else if (kind === "gone") { raise("gone", data); stop(); location.assign("/");
    } else raise(kind, data);
  };
  const share = (kind, data, id) => { take(kind, data, id); channel?.postMessage({ kind, data, id }); };

  let underWay = false;                       // a form was sent, and its answer is not here yet
  let leaving = 0, stale = false;             // another page was asked for, and is not here yet: nothing calls its reader back
  const anew = () => {
    stale = Boolean(leaving);
    if (!leaving && !underWay && !document.querySelector("form[data-draft]")) location.reload();
  };
  addEventListener("beforeunload", () => {
    clearTimeout(leaving);
    leaving = setTimeout(() => { leaving = 0; if (stale) anew(); }, 5000);
  });
  let source = null, watchdog = 0, failures = 0, polling = 0, leading = false, stopped = false;
  const alive = () => {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => { line(false); again(); }, 17000);
  };
  const open = () => {
    if (stopped || !viewer) return;
    source?.close();
    source = new EventSource("/stream" + (at ? "?after=" + encodeURIComponent(at) : ""));
    source.onopen = () => { failures = 0; clearTimeout(polling); polling = 0; line(true); channel?.postMessage({ kind: "here" }); alive(); };
    for (const kind of ["news", "clock", "refresh", "behind", "moved", "gone", "restart", "still"])
      source.addEventListener(kind, (event) => {
        alive();
        if (kind === "still") { channel?.postMessage({ kind: "here" }); return; }
        if (kind === "restart") { line(false); return; }
        share(kind, JSON.parse(event.data), event.lastEventId);
      });
    source.onerror = () => again();
    alive();
  };
  const again = () => {
    source?.close(); source = null; clearTimeout(watchdog);
    if (stopped || !leading) return;
    failures += 1;
    if (failures > 1) line(false);
    const wait = Math.min(200 * 1.5 ** (failures - 1), failures <= 20 ? 1000 : 8000) * (0.5 + Math.random());
    setTimeout(open, wait);
    if (failures >= 5 && !polling) poll();
  };
  const poll = async () => {
    if (stopped) return;
    try {
      const answer = await fetch("/poll?after=" + encodeURIComponent(at), { headers: { accept: "application/json" }, cache: "no-store" });
      if (answer.status === 401) { stop(); location.assign("/"); return; }
      if (!answer.ok || !(answer.headers.get("content-type") || "").includes("json")) throw new Error("not ours");
      const told = await answer.json();
      line(true);
      share("clock", told.clock);
      const room = String(told.at).split(".")[0];
      for (const news of told.news) share("news", news, room + "." + news.n);
      if (told.at) at = told.at;
    } catch { line(false); }
    polling = source && source.readyState === 1 ? 0 : setTimeout(poll, 4000 + Math.random() * 1000);
  };
  const stop = () => { stopped = true; source?.close(); clearTimeout(watchdog); clearTimeout(polling); };

  // One tab leads and holds the stream; the others listen to it and take over when it is closed.
  const lead = () => { leading = true; open(); };
  if (viewer) {
    if (channel) {
      let quiet = 0;
      const listen = () => { clearTimeout(quiet); quiet = setTimeout(() => { if (!leading) line(false); }, 25000); };
      channel.onmessage = ({ data }) => {
        if (leading) return;
        listen();
        line(true);
        if (data.kind !== "here") take(data.kind, data.data, data.id);
      };
    }
    if (navigator.locks) navigator.locks.request("shirehall-stream:" + viewer, () => { lead(); return new Promise(() => {}); });
    else lead();
  }
  addEventListener("online", () => { if (leading) { failures = 0; open(); } });
  addEventListener("offline", () => line(false));
  document.addEventListener("visibilitychange", () => { if (!document.hidden && leading && (!source || source.readyState === 2)) { failures = 0; open(); } });
  addEventListener("pagehide", () => { source?.close(); channel?.close(); });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  // ---- drafts: kept in this browser at each stroke, and with the seat on the server when the writer pauses --
  const nameOf = (form) => "draft:" + viewer + ":" + form.dataset.draft;
  const filled = (form) => {
    const data = {};
    for (const field of form.elements) {
      if (!field.name || ["csrf", "key", "seen"].includes(field.name) || field.type === "submit") continue;
      if ((field.type === "checkbox" || field.type === "radio") && !field.checked) continue;
      if (field.tagName === "SELECT" && field.multiple) { data[field.name] = [...field.selectedOptions].map((one) => one.value); continue; }
      (data[field.name] ??= []).push(field.value);
    }
    return data;
  };
  const fill = (form, data) => {
    for (const field of form.elements) {
      const held = data[field.name];
      if (!held || ["csrf", "key", "seen"].includes(field.name)) continue;
      if (field.type === "checkbox" || field.type === "radio") field.checked = held.includes(field.value);
      else if (field.tagName === "SELECT" && field.multiple) for (const one of field.options) one.selected = held.includes(one.value);
      else if (!field.value && held.length) field.value = held.length > 1 ? held.shift() : held[0];
    }
    form.dispatchEvent(new Event("shirehall:filled", { bubbles: true }));
  };
  const pausing = new WeakMap();
  const unkept = new Map();                    // forms whose last words the server has not, to be kept there when the line is back
  const keep = (form) => {
    const data = filled(form);
    store?.setItem(nameOf(form), JSON.stringify(data));
    clearTimeout(pausing.get(form));
    pausing.set(form, setTimeout(() => keepThere(form, data), 900));
  };
  const keepThere = async (form, data) => {
    if (!form.dataset.keep) return;
    const body = new URLSearchParams({ csrf, form: form.dataset.draft, text: JSON.stringify(data) });
    try {
      const answer = await fetch(form.dataset.keep, { method: "POST", body });
      if (answer.ok) { unkept.delete(form); raise("kept", { form: form.dataset.draft }); }
      else if (answer.status >= 500) unkept.set(form, data);
    } catch { unkept.set(form, data); /* it is kept in this browser meanwhile */ }
  };
  const ready = (root) => {
    for (const form of root.querySelectorAll("form[data-draft]")) {
      if (form.dataset.ready) continue;
      form.dataset.ready = "1";
      const kept = store?.getItem(nameOf(form));
      if (kept) try { fill(form, JSON.parse(kept)); } catch { store.removeItem(nameOf(form)); }
      form.addEventListener("input", () => keep(form));
    }
  };
  const sent = (form) => { clearTimeout(pausing.get(form)); unkept.delete(form); if (form.dataset.draft) store?.removeItem(nameOf(form)); };

  // ---- sending: a double tap counts once, and what could not be sent is sent again under its key ------------
  const busy = new WeakSet();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== "post") return;
    if (busy.has(form)) { event.preventDefault(); event.stopImmediatePropagation(); return; }
    if (form.dataset.draft) keep(form);
    busy.add(form);
    underWay = true;
    setTimeout(() => { busy.delete(form); underWay = false; }, 1500);
    if (!connected && form.dataset.send !== undefined) {
      event.preventDefault(); event.stopImmediatePropagation();
      hold(form, event.submitter);
    }
  }, true);
  const OUT = "out:" + (viewer || "");
  const outbox = () => { try { return JSON.parse(store?.getItem(OUT) || "[]"); } catch { return []; } };
  const hold = (form, submitter) => {
    const data = new URLSearchParams(new FormData(form));
    if (submitter?.name) data.append(submitter.name, submitter.value);
    const waiting = outbox();
    if (!waiting.some((one) => one.key === data.get("key"))) waiting.push({ to: submitter?.formAction || form.action, body: data.toString(), key: data.get("key") });
    store?.setItem(OUT, JSON.stringify(waiting));
    raise("say", "No connection. It goes out by itself when the connection is back.");
    raise("held", { waiting: waiting.length });
  };
  let sending = false;
  async function sendKept() {
    if (sending) return;
    sending = true;
    try {
      for (let waiting = outbox(); waiting.length; waiting = outbox()) {
        const one = waiting[0];
        const body = new URLSearchParams(one.body);
        body.set("csrf", csrf);
        const answer = await fetch(one.to, { method: "POST", body, redirect: "manual" });
        if (answer.status >= 500 || answer.status === 429) break;
        store?.setItem(OUT, JSON.stringify(outbox().filter((each) => each.key !== one.key)));
        raise("sent", { key: one.key, refused: answer.status >= 400 });
        if (answer.status >= 400) raise("say", "Something that waited could not be sent: it was refused. Look at your own acts.");
        else for (const form of document.querySelectorAll("form[data-draft]")) if (form.elements.key?.value === one.key) { sent(form); form.reset(); }
      }
    } catch { /* still no connection: it stays and is tried again when the line is back */ }
    sending = false;
  }

  document.addEventListener("htmx:after:request", (event) => {
    const form = event.target?.closest?.("form");
    if (!form) return;
    busy.delete(form);
    const status = event.detail?.ctx?.response?.status ?? event.detail?.xhr?.status ?? 0;
    if (status >= 200 && status < 400) sent(form);
  });
  for (const name of ["htmx:error", "htmx:sendError", "htmx:send:error"])
    document.addEventListener(name, (event) => {
      const form = event.target?.closest?.("form[data-send]");
      if (!form) return;
      busy.delete(form); line(false); hold(form, null);
      again();
    });
  document.addEventListener("htmx:after:swap", () => ready(document));
  // A page that says what was sent clears the drafts of those forms: <meta name="sent" content="form-name">.
  for (const mark of document.querySelectorAll("meta[name=sent]")) store?.removeItem("draft:" + viewer + ":" + mark.content);
  const whenReady = () => { ready(document); if (outbox().length) sendKept(); };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", whenReady); else whenReady();
})();
