// Scoring by keyboard, with drafts that save themselves. Without this file the form saves when "Tiếp" is pressed.
//
// The page gives: <div data-scoring> around everything; <form data-score-form> with radios (data-points, data-effect) and
// an optional note; [data-next] (submit) and [data-prev] (link); the strip's [data-part-now] with data-base, and
// [data-total-now] with data-base: points without this criterion; [data-effect] and [data-save-state] for words.
// Saving posts the form with "Accept: application/json" and "X-Autosave: 1"; the answer may carry version and saved_at.
const root = document.querySelector("[data-scoring]");
const form = root?.querySelector("form[data-score-form]");

const words = root?.dataset ?? {};
const show = (number) => String(Math.round(number * 100) / 100).replace(".", ",");
const chosen = () => form.querySelector("input[type=radio]:checked");

function say(state, text) {
  const place = root.querySelector("[data-save-state]");
  if (!place) return;
  place.dataset.saveState = state;
  const label = place.querySelector("span") ?? place;
  label.textContent = text;
}

function tally() {
  const option = chosen();
  const points = Number(option?.dataset.points ?? 0);
  const part = root.querySelector("[data-part-now]");
  if (part) part.textContent = show(Number(part.dataset.base) + points);
  const total = root.querySelector("[data-total-now]");
  if (total) total.textContent = show(Number(total.dataset.base) + points);
  const effect = root.querySelector("[data-effect-now]");
  if (effect && option) effect.textContent = option.dataset.effect || "";
  const cell = root.querySelector(".cells [aria-current]");
  if (cell && option) cell.classList.toggle("z", points === 0);
}

// Drafts ------------------------------------------------------------------------------------------------------------
const key = () => `saolang.draft:${form.action}`;
let timer;
let wait = 1000;
let sending = false;
let pending = false;

function keepHere() {
  const data = Object.fromEntries([...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken" && name !== "version"));
  try {
    sessionStorage.setItem(key(), JSON.stringify(data));
  } catch {
    /* storage may be full or forbidden: the server copy is the one that counts */
  }
}

async function save() {
  clearTimeout(timer);
  if (sending) {
    pending = true;
    return;
  }
  sending = true;
  pending = false;
  say("saving", words.saving);
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json", "X-Autosave": "1" },
      redirect: "error",
      credentials: "same-origin",
    });
    const result = await answer.json().catch(() => ({}));
    if (!answer.ok) {
      const problem = result.problems?.[0]?.message;
      say("refused", problem || words.refused);
      if (answer.status < 500) return; // the server said why: trying again would not help
      throw new Error(String(answer.status));
    }
    wait = 1000;
    const version = form.querySelector("input[name=version]");
    if (version && result.version !== undefined) version.value = result.version;
    sessionStorage.removeItem(key());
    say("saved", words.saved.replace("{time}", result.saved_at ?? new Date().toTimeString().slice(0, 5)));
  } catch {
    say("offline", words.offline);
    timer = setTimeout(save, wait);
    wait = Math.min(wait * 2, 30000);
  } finally {
    sending = false;
    if (pending) save();
  }
}

function changed(delay) {
  keepHere();
  clearTimeout(timer);
  timer = setTimeout(save, delay);
}

function restore() {
  const kept = sessionStorage.getItem(key());
  if (!kept) return;
  for (const [name, value] of Object.entries(JSON.parse(kept))) {
    const field = form.elements.namedItem(name);
    if (field && field.type !== "hidden") field.value = value;
  }
  changed(0);
}

// Keys --------------------------------------------------------------------------------------------------------------
function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const typing = event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
  if (typing) return;
  if (/^[0-9]$/.test(event.key)) {
    const option = form.querySelector(`input[type=radio][value="${event.key}"]:not(:disabled)`);
    if (!option) return;
    event.preventDefault();
    option.checked = true;
    option.focus();
    option.dispatchEvent(new Event("change", { bubbles: true }));
  } else if (event.key === "Enter" && !event.target.closest("a, button, summary")) {
    event.preventDefault();
    form.requestSubmit(root.querySelector("[data-next]") ?? undefined);
  } else if (event.key === "ArrowRight" && event.target.type !== "radio") {
    form.requestSubmit(root.querySelector("[data-next]") ?? undefined);
  } else if (event.key === "ArrowLeft" && event.target.type !== "radio") {
    root.querySelector("[data-prev]")?.click();
  }
}

if (form) {
  form.addEventListener("change", () => {
    tally();
    changed(0);
  });
  form.addEventListener("input", (event) => event.target.matches("textarea") && changed(800));
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    sessionStorage.removeItem(key());
  });
  document.addEventListener("keydown", onKey);
  addEventListener("online", () => timer && save());
  addEventListener("beforeunload", (event) => {
    if (root.querySelector("[data-save-state=offline]")) event.preventDefault();
  });
  restore();
  tally();
}
