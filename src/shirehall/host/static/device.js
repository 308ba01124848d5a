// Tries the device it runs on: a stream, a post and its answer, and whether drafts are kept.
const found = (name, well) => {
  const place = document.querySelector(`[data-found="${name}"]`);
  place.textContent = well ? "yes" : "no";
  place.className = well ? "run-yes" : "run-no";
};

function streams() {
  return new Promise((done) => {
    const times = [];
    const source = new EventSource("/test/stream");
    const end = (well) => { source.close(); done(well); };
    const late = setTimeout(() => end(false), 8000);
    source.addEventListener("beat", () => {
      times.push(performance.now());
      if (times.length < 3) return;
      clearTimeout(late);
      end(times[2] - times[0] > 200); // all at once: something on the way holds streams back
    });
    source.onerror = () => { if (times.length < 3) { clearTimeout(late); end(false); } };
  });
}

function keeps() {
  try {
    localStorage.setItem("shirehall-test", "kept");
    const well = localStorage.getItem("shirehall-test") === "kept";
    localStorage.removeItem("shirehall-test");
    return well;
  } catch {
    return false;
  }
}

const streamed = await streams();
found("streamed", streamed);
const kept = keeps();
found("kept", kept);
const send = (milliseconds) => fetch("/test", {
  method: "POST",
  body: new URLSearchParams({ csrf: document.querySelector("meta[name=csrf]").content, streamed, kept, milliseconds }),
});
let answered = false;
let took = 0;
try {
  const began = performance.now();
  const first = await send(0);
  took = Math.round(performance.now() - began);
  answered = first.ok && (await send(took)).ok;
} catch { answered = false; }
found("answered", answered);
document.querySelector("[data-verdict]").textContent = streamed && answered && kept
  ? `This device is well: an answer took ${took} milliseconds.`
  : "This device is not well. Try another browser, another network, or leave private browsing; then tell a facilitator.";
