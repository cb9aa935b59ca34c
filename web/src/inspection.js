// The checklist of a visit on a phone. Everything is kept on the device first and sent when there is a network.
import * as store from "./inspection/store.js";
import { keepPage } from "./inspection/page.js";
import { shrink } from "./inspection/pictures.js";
import { Stop, send } from "./inspection/sync.js";
import * as view from "./inspection/view.js";

const given = JSON.parse(document.getElementById("ph-data").textContent);
const byId = (id) => document.getElementById(id);
const words = given.words;
const say = (key, values) => view.say(words, key, values);
const key = `${given.bundle.visit.code}:${given.person}`;
const full = (error) => error?.name === "QuotaExceededError" || error?.inner?.name === "QuotaExceededError";

let db;
let parts;
let held = { visit: null, changes: [], photos: [] };
const cards = { finding: new Map(), sample: new Map() };
const typed = new Map(); // what is on the screen and not yet on the disk
const failed = new Set(); // of these, what could not be written
const seen = { full: false, picture: false, ready: false, tied: false };
let trouble = "";
let wait = 5;
let next = 0;
let timer;
let running = false;
let again = false;
const tabs = globalThis.BroadcastChannel ? new BroadcastChannel("saolang-kiem-tra") : null;

const bundle = () => held.visit?.bundle ?? given.bundle;
const app = {
  words, key, person: given.person, page: given.page, csrf: given.csrf, urls: given.bundle.urls, stale: Boolean(navigator.serviceWorker?.controller),
  missing, get db() { return db; }, get bundle() { return bundle(); },
};

// What stands on the screen ------------------------------------------------------------------------------------------
const place = (kind, target) => `${kind}:${target}`;
const entry = (kind, target) => held.changes.filter((row) => row.kind === kind && row.target === target).pop();
const listOf = (kind) => bundle()[{ answer: "lines", finding: "findings", sample: "samples" }[kind]];
const stored = (kind, target) => listOf(kind).find((row) => (row.id ?? row.code) === target);
const mayEdit = () => bundle().visit.is_open && bundle().visit.may_fill && trouble !== "gone";

function shown(kind, target) {
  const mine = entry(kind, target);
  const kept = mine && mine.state !== "late" ? mine.content : null;
  return { ...stored(kind, target), ...kept, ...typed.get(place(kind, target)) };
}

function missing({ kind, content }) {
  if (kind === "answer") return content.answer === "not_met" && !content.note.trim() ? words.need_note : "";
  const lacks = kind === "finding"
    ? [!content.severity && words.severity, content.text.trim().length < 5 && words.text, ["medium", "grave"].includes(content.severity) && !content.legal_ground.trim() && words.ground]
    : [!content.number.trim() && words.number, !content.what.trim() && words.what];
  const what = lacks.filter(Boolean).join(", ");
  return what && say("need_finding", { what });
}

function status(kind, target) {
  const mine = entry(kind, target);
  if (failed.has(place(kind, target))) return { text: words.unsaved, kind: "bad" };
  if (!mine) {
    const there = stored(kind, target);
    return there && (kind !== "answer" || there.answer) ? { text: words.sent, kind: "sent" } : { text: "", kind: "" };
  }
  if (mine.state === "conflict") return { text: words.conflict, kind: "bad" };
  if (mine.state === "refused") return { text: say("refused", { why: view.why(mine) }), kind: "bad" };
  if (mine.state === "late") return { text: words.late, kind: "sent" };
  if (mine.attempted && running) return { text: words.sending, kind: "local" };
  const lacks = missing(mine);
  return { text: lacks || (mine.draft ? words.need_done : words.local), kind: lacks ? "todo" : "local" };
}

function tell(change) {
  const { kind, target, content } = change;
  const label = (list, value) => list.find((row) => row.value === value)?.label;
  if (kind === "answer") return [label(bundle().choices.answers, content.answer) ?? words.unanswered, content.note?.trim() || words.no_note].join(": ");
  if (kind === "photo") return String(target);
  if (kind === "finding") return [label(bundle().choices.severities, content.severity), content.text, content.legal_ground].filter(Boolean).join(". ");
  return [content.number, content.what, content.quantity, content.seal, content.lab].filter(Boolean).join(". ") || target;
}

const nameOf = ({ kind, target }) => (kind === "answer" ? stored(kind, target)?.title ?? target : words[kind]);

// Painting -----------------------------------------------------------------------------------------------------------
function paint() {
  const open = mayEdit();
  for (const [code, node] of parts.lines) {
    view.paintLine(node, shown("answer", code), status("answer", code), open);
    view.paintPhotos(app, node, held.photos.filter((row) => row.line === code), bundle().photos.filter((row) => row.line === code));
  }
  for (const { product, section, link } of parts.groups) {
    const rows = bundle().lines.filter((line) => line.product === product.code && !line.guidance);
    const done = rows.filter((line) => shown("answer", line.code).answer).length;
    const progress = say("progress", { n: done, m: rows.length });
    view.put(section, "[data-progress]", rows.length ? progress : "");
    section.querySelector(".ph-progress").hidden = !rows.length;
    section.querySelector(".meter").className = `meter w-p-${rows.length ? Math.floor((done / rows.length) * 100) : 0}`;
    link.textContent = `${product.name} ${progress}`;
  }
  for (const kind of ["finding", "sample"]) paintCards(kind, open);
  paintLook();
  paintState();
}

function paintCards(kind, open) {
  const section = byId(`ph-${kind}s`);
  const fresh = held.changes.filter((row) => row.kind === kind).map((row) => row.target);
  const targets = [...new Set([...bundle()[`${kind}s`].map((row) => row.id), ...fresh])];
  for (const target of targets) {
    if (!cards[kind].has(target)) {
      cards[kind].set(target, view.buildCard(app, act, kind, target));
      section.querySelector("[data-list]").append(cards[kind].get(target));
    }
    const node = cards[kind].get(target);
    const mine = entry(kind, target);
    const options = { open, draft: Boolean(mine?.draft), fresh: !stored(kind, target) && !mine?.attempted };
    view.paintCard(app, node, kind, shown(kind, target), status(kind, target), options);
    if (kind === "finding") view.paintPhotos(app, node, held.photos.filter((row) => row.finding === target), bundle().photos.filter((row) => row.finding === target));
  }
  for (const [target, node] of cards[kind]) {
    if (targets.includes(target)) continue;
    node.remove();
    cards[kind].delete(target);
  }
  section.querySelector("[data-add]").hidden = !open;
  section.hidden = !open && !targets.length;
}

function paintLook() {
  const rows = [...held.changes.filter((row) => ["conflict", "refused", "late"].includes(row.state)), ...held.photos.filter((row) => row.state === "refused")];
  const list = byId("ph-look-list");
  const mark = JSON.stringify(rows.map((row) => [row.client_id, row.state, row.content]));
  byId("ph-look").hidden = !rows.length;
  if (list.dataset.mark === mark) return;
  list.dataset.mark = mark;
  list.replaceChildren(...rows.map((row) => (row.state === "conflict" ? conflictCard(row) : refusedCard(row))));
}

const conflictCard = (row) => view.conflictCard(nameOf(row), tell(row), tell({ ...row, content: row.current ?? {} }), (mine) => keeping(store.choose(db, key, row.client_id, mine)));

function refusedCard(row) {
  const reasons = row.state === "late" ? [words.late, view.why(row)] : [say("refused", { why: view.why(row) })];
  const dismiss = () => keeping(row.blob ? store.dropPhoto(db, row.client_id) : store.drop(db, key, row.client_id));
  return view.refusedCard(row.state, row.blob ? words.photo : nameOf(row), row.blob ? "" : tell(row), reasons.filter(Boolean), dismiss);
}

const counts = () => {
  const waiting = held.changes.filter((row) => row.state === "waiting");
  const going = waiting.filter((row) => row.attempted || (!row.draft && !missing(row)));
  const look = [...held.changes, ...held.photos].filter((row) => ["conflict", "refused"].includes(row.state)).length;
  return { look, all: going.length + held.photos.filter((row) => row.state === "waiting").length, half: waiting.length - going.length };
};

function paintState() {
  const { all, half, look } = counts();
  const state = byId("ph-state");
  const still = [all && say("waiting", { n: all }), half && say("unfinished", { n: half }), look && say("look", { n: look })];
  let text = still.filter(Boolean).join(", ") || words.all_sent;
  if (running && all) text = say("busy", { n: all });
  else if (trouble === "other_tab") text = words.other_tab;
  else if (!navigator.onLine) text = `${words.offline}. ${text}`;
  else if (["offline", "server"].includes(trouble) && next > Date.now()) text = `${text}. ${say("retry", { n: Math.ceil((next - Date.now()) / 1000) })}`;
  if (state.textContent !== text) state.textContent = text;
  state.dataset.kind = !navigator.onLine || trouble || look ? "off" : all || half ? "local" : "sent";
  byId("ph-send").hidden = !(all || trouble) || trouble === "gone";
  const link = { href: given.sign_in, text: words.sign_in };
  const notes = [
    (!navigator.onLine || trouble === "offline") && view.note("act", words.note_offline),
    trouble === "server" && view.note("act", words.note_server),
    trouble === "sign_in" && view.note("off", words.note_sign_in, link),
    trouble === "other" && view.note("off", words.note_other, link),
    !mayEdit() && trouble !== "gone" && view.note("was", say("note_closed", { state: bundle().visit.state_label })),
    seen.full && view.note("off", words.note_full, { href: given.plain, text: words.plain }),
    seen.picture && view.note("off", words.note_picture),
    seen.tied && view.note("info", words.note_no_worker),
    seen.ready && navigator.onLine && !trouble && mayEdit() && view.note("ok", words.note_ready),
  ].filter(Boolean);
  const box = byId("ph-notes");
  const mark = notes.map((node) => node.textContent).join("|");
  if (trouble === "gone" || box.dataset.mark === mark) return;
  box.dataset.mark = mark;
  box.replaceChildren(...notes);
}

const codes = () => bundle().lines.map((row) => row.code).join(" ");

// The lines as they stand; again when the checklist was made anew before the visit.
function build() {
  for (const id of ["ph-lines", "ph-nav"]) byId(id).replaceChildren();
  parts = { ...view.buildLines(app, act), codes: codes() };
}

async function reload() {
  if (trouble === "gone") return;
  held = await store.load(db, key);
  if (!typed.size && codes() !== parts.codes) build();
  paint();
}

// Keeping ------------------------------------------------------------------------------------------------------------
// Waits for a write, paints, tells the other tabs, and sends a little later.
async function keeping(write, at = "") {
  try {
    const result = await write;
    seen.full = false;
    failed.delete(at);
    localStorage.setItem(store.MARK, "1");
    await reload();
    tabs?.postMessage(key);
    later(2);
    return result;
  } catch (error) {
    failed.add(at);
    seen.full = seen.full || full(error);
    paint();
    return undefined;
  }
}

const base = (kind, target) => stored(kind, target)?.version ?? null;
const contentOf = (kind, target) => (kind === "answer" ? view.lineContent(parts.lines.get(target)) : view.cardContent(cards[kind].get(target), kind, shown(kind, target)));

function save(kind, target, draft) {
  const content = contentOf(kind, target);
  const at = place(kind, target);
  const mine = entry(kind, target);
  // After a late note the fields show partly what was sent, partly what the server holds: either says nothing new.
  const before = (mine?.state === "late" ? [mine.content, stored(kind, target)] : [mine?.content ?? stored(kind, target)]).filter(Boolean);
  clearTimeout(waiting.get(at));
  waiting.delete(at);
  const same = before.length && Object.entries(content).every(([name, value]) => before.some((known) => (known[name] ?? "") === value));
  if (same && draft === undefined) {
    typed.delete(at);
    failed.delete(at);
    if (counts().all) later(2);
    return undefined;
  }
  typed.set(at, content);
  return keeping(store.edit(db, key, { kind, target, content, base: base(kind, target), draft: draft ?? (kind !== "answer" && (mine?.draft ?? false)) }).then((row) => {
    if (typed.get(at) === content) typed.delete(at);
    return row;
  }), at);
}

const waiting = new Map();
const flush = () => Promise.all([...new Set([...waiting.keys(), ...typed.keys()])].map((at) => save(at.slice(0, at.indexOf(":")), at.slice(at.indexOf(":") + 1))));

const act = {
  answer: (code) => save("answer", code),
  card: (kind, target) => save(kind, target),
  typing(kind, target) {
    const at = place(kind, target);
    clearTimeout(waiting.get(at));
    waiting.set(at, setTimeout(() => save(kind, target), 400));
    clearTimeout(timer); // nothing is sent in the middle of a word
  },
  done: (kind, target) => save(kind, target, false),
  drop(kind, target) {
    const mine = entry(kind, target);
    if (mine && (missing(mine) || confirm(words.drop_ask))) keeping(store.drop(db, key, mine.client_id));
  },
  newFinding(line) {
    const product = bundle().lines.find((row) => row.code === line)?.product ?? "";
    open("finding", { severity: "", text: "", legal_ground: "", line: line ?? "", product });
  },
  newSample() {
    const products = bundle().products;
    open("sample", { number: "", what: "", quantity: "", seal: "", lab: "", product: products.length === 1 ? products[0].code : "" });
  },
  async picture(input, about) {
    const files = [...input.files];
    input.value = "";
    for (const file of files) {
      let small;
      try {
        small = await shrink(file);
        seen.picture = false;
      } catch {
        seen.picture = true;
        paint();
        continue;
      }
      const row = { client_id: store.uuid(), key, line: "", finding: "", caption: "", ...about, ...small, state: "waiting", problems: [], taken_at: new Date().toISOString() };
      await keeping(store.putPhoto(db, row));
    }
  },
};

async function open(kind, content) {
  const target = store.uuid();
  await keeping(store.edit(db, key, { kind, target, content, base: null, draft: true }));
  const node = cards[kind].get(target);
  node?.scrollIntoView({ block: "center" });
  node?.querySelector("textarea, input[type=text]")?.focus({ preventScroll: true });
}

// Sending ------------------------------------------------------------------------------------------------------------
function later(seconds) {
  clearTimeout(timer);
  next = Date.now() + seconds * 1000;
  timer = setTimeout(go, seconds * 1000);
}

async function go() {
  clearTimeout(timer);
  if (trouble === "gone") return;
  if (running) {
    again = true;
    return;
  }
  running = true;
  next = 0;
  try {
    await flush();
    const mine = await send(app, reload);
    trouble = mine === false ? "other_tab" : "";
    wait = 5;
    if (mine === false) later(5);
  } catch (error) {
    await stopped(error);
  }
  running = false;
  await reload().catch(() => {});
  tabs?.postMessage(key);
  if (again) later(1);
  again = false;
}

async function stopped(error) {
  trouble = error instanceof Stop ? error.why : "server";
  app.stale = true;
  if (trouble === "malformed") trouble = "server";
  if (trouble === "gone") await farewell();
  if (!["offline", "server"].includes(trouble)) return;
  later(wait);
  wait = Math.min(wait * 2, 300);
}

// The visit is closed to this person: show once what never arrived, then clear the device.
async function farewell() {
  clearTimeout(timer);
  const left = held.changes.filter((row) => ["waiting", "conflict", "refused"].includes(row.state));
  await store.forget(db, key, given.page);
  const notes = [view.note("off", words.note_gone)];
  if (held.photos.length) left.push({ kind: "photo", target: held.photos.length, content: {} });
  if (left.length) notes.push(view.note("act", words.note_gone_left), ...left.map((row) => view.note("was", `${nameOf(row)}: ${tell(row)}`)));
  byId("ph-notes").replaceChildren(...notes);
  for (const id of ["ph-look", "ph-nav", "ph-lines", "ph-findings", "ph-samples", "ph-send"]) byId(id).hidden = true;
  byId("ph-state").textContent = "";
}

// Beginning ----------------------------------------------------------------------------------------------------------
async function prepare() {
  if (!(await keepPage(db, key, given, held.visit?.kept_page))) return;
  document.documentElement.dataset.offlineReady = "1";
  seen.ready = true;
  paint();
}

async function begin() {
  try {
    db = await store.open();
    held = await store.load(db, key);
    const newer = !held.visit?.bundle || Date.parse(held.visit.bundle.made_at) <= Date.parse(given.bundle.made_at);
    await store.keepVisit(db, key, newer ? { bundle: given.bundle } : {});
    localStorage.setItem(store.MARK, "1");
  } catch (error) {
    byId("ph-plain").hidden = true;
    byId("ph-state").textContent = "";
    byId("ph-notes").replaceChildren(view.note("off", full(error) ? words.note_full : words.note_no_store, { href: given.plain, text: words.plain }));
    return;
  }
  byId("ph-plain").hidden = true;
  held = await store.load(db, key);
  build();
  byId("ph-findings").querySelector("[data-add]").addEventListener("click", () => act.newFinding(""));
  byId("ph-samples").querySelector("[data-add]").addEventListener("click", act.newSample);
  byId("ph-send").addEventListener("click", () => { wait = 5; go(); });
  paint();
  listen();
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  await store.tidy(db, key, given.person).catch(() => {});
  navigator.storage?.persist?.();
  prepare().catch(() => { seen.tied = navigator.onLine; }).then(go);
}

function listen() {
  const back = () => {
    app.stale = true;
    wait = 5;
    go();
  };
  addEventListener("online", back);
  addEventListener("offline", paint);
  let left = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      left = Date.now();
      flush();
    } else if (Date.now() - left > 30_000 || counts().all) back();
  });
  addEventListener("focus", () => counts().all && go());
  addEventListener("pagehide", flush);
  addEventListener("beforeunload", (event) => failed.size && event.preventDefault());
  tabs?.addEventListener("message", (event) => event.data === key && !running && reload());
  setInterval(() => next > Date.now() && paintState(), 1000);
}

begin();
