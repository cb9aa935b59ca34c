// Sending: changes in their order, then pictures, each by its own id so that twice is once. One tab at a time.
import * as store from "./store.js";

const BATCH = 100;
const PATIENCE = 60_000;
const PICTURE_PATIENCE = 300_000;

export class Stop extends Error {
  constructor(why) {
    super(why);
    this.why = why; // sign_in, other, gone, offline, server, malformed
  }
}

async function reach(url, options = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), options.body instanceof FormData ? PICTURE_PATIENCE : PATIENCE);
  try {
    const answer = await fetch(url, { ...options, headers: { Accept: "application/json", ...options.headers }, credentials: "same-origin", redirect: "error", cache: "no-store", signal: stop.signal });
    const data = await answer.json().catch(() => null);
    return { status: answer.status, data };
  } catch {
    throw new Stop("offline");
  } finally {
    clearTimeout(timer);
  }
}

// The visit as it stands with a fresh form token. Only the server's own word "closed" makes the device forget.
export async function refresh(app) {
  const { status, data } = await reach(app.page);
  if (status === 401) throw new Stop("sign_in");
  if ((status === 403 || status === 404) && data?.closed === true) throw new Stop(data.person === app.person ? "gone" : "other");
  if (status !== 200 || !data?.bundle) throw new Stop("server");
  if (data.person !== app.person) throw new Stop("other");
  app.csrf = data.csrf;
  await store.keepVisit(app.db, app.key, { bundle: data.bundle });
  return data.bundle;
}

async function post(app, url, options, again = true) {
  const answer = await reach(url, { ...options, method: "POST", headers: { ...options.headers, "X-CSRFToken": app.csrf } });
  if (answer.status === 401) throw new Stop("sign_in");
  if ([403, 404].includes(answer.status)) {
    await refresh(app); // says why; or the token was old and is new now
    if (again) return post(app, url, options, false);
    throw new Stop("server");
  }
  if (answer.status >= 500 || answer.status === 429 || !answer.data) throw new Stop("server");
  return answer;
}

// What may go now: per target only the first, nothing half written.
export function ready(rows, missing) {
  const taken = new Set();
  return rows.filter((row) => {
    const place = `${row.kind}:${row.target}`;
    if (taken.has(place)) return false;
    if (row.state === "waiting" || row.state === "conflict") taken.add(place);
    return row.state === "waiting" && (row.attempted || (!row.draft && !missing(row)));
  });
}

const wire = ({ client_id, kind, target, base_version, made_at, content }) => ({ client_id, kind, target, base_version, made_at, content });

async function sendChanges(app, progress) {
  let size = BATCH;
  for (;;) {
    const { visit, changes } = await store.load(app.db, app.key);
    const settled = visit?.settled ?? [];
    const batch = await store.attempt(app.db, ready(changes, app.missing).slice(0, size).map((row) => row.client_id));
    if (!batch.length && !settled.length) return;
    const { status, data } = await post(app, app.urls.sync, {
      body: JSON.stringify({ changes: batch.map(wire), settled }),
      headers: { "Content-Type": "application/json" },
    });
    if (status !== 200 && data.problems?.length && batch.length) {
      // The batch as a whole was not understood: find the one entry, it is refused, the others go on.
      if (batch.length === 1) await store.answered(app.db, app.key, [{ client_id: batch[0].client_id, outcome: "refused", current: null, problems: data.problems }], app.bundle, []);
      size = 1;
      continue;
    }
    const ids = new Set(batch.map((row) => row.client_id));
    const results = (data.results ?? []).filter((row) => ids.has(row.client_id));
    if (status !== 200 || results.length < batch.length || !data.bundle) throw new Stop("malformed");
    await store.answered(app.db, app.key, results, data.bundle, settled);
    await progress();
  }
}

async function sendPhotos(app, progress) {
  const { changes, photos } = await store.load(app.db, app.key);
  for (const photo of photos) {
    const finding = photo.finding && changes.some((row) => row.target === photo.finding && row.state === "waiting");
    if (photo.state !== "waiting" || finding) continue;
    const body = new FormData();
    for (const name of ["client_id", "line", "finding", "caption", "taken_at"]) if (photo[name]) body.append(name, photo[name]);
    body.append("file", photo.blob, `anh-${photo.client_id.slice(0, 8)}.jpg`);
    const { status, data } = await post(app, app.urls.photo, { body });
    if ((status === 200 || status === 201) && data.photo) await store.photoSent(app.db, app.key, photo.client_id, data.photo);
    else if (data.problems?.length) await store.putPhoto(app.db, { ...photo, state: "refused", problems: data.problems });
    else throw new Stop("malformed");
    await progress();
  }
}

// Web Locks hold between tabs; where they are missing a lease in the database does, renewed by each step.
async function alone(app, work) {
  if (navigator.locks) return navigator.locks.request(`saolang:${app.key}`, { ifAvailable: true }, (lock) => (lock ? work(() => {}) : false));
  const me = store.uuid();
  const take = () => store.run(app.db, ["visits"], "readwrite", async ({ visits }) => {
    const visit = (await store.ask(visits.get(app.key))) ?? { key: app.key, settled: [] };
    if (visit.lease && visit.lease.by !== me && visit.lease.until > Date.now()) return false;
    await store.ask(visits.put({ ...visit, lease: { by: me, until: Date.now() + PICTURE_PATIENCE + PATIENCE } }));
    return true;
  });
  if (!(await take())) return false;
  try {
    return await work(take);
  } finally {
    await store.keepVisit(app.db, app.key, { lease: null });
  }
}

// Sends all that can go; false when another tab is at it. Raises Stop.
export const send = (app, progress) => alone(app, async (renew) => {
  const step = async () => {
    await renew();
    await progress();
  };
  if (app.stale) {
    await refresh(app);
    app.stale = false;
  }
  await sendChanges(app, step);
  await sendPhotos(app, step);
  return true;
});
