// What the device keeps: one database, each entry under "<visit>:<person>". Nothing leaves it before the server has
// confirmed it. Writes are strict: they are on the disk when the promise is kept.
const NAME = "saolang-kiem-tra"; // this and the next two are also known to enhance/signout.js
export const MARK = "saolang.kiem-tra"; // says to the sign-out button that there is something here
export const CACHES = "saolang-kiem-tra:";

// randomUUID needs https; a province's own network may be without.
export const uuid = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) => (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16));

export const ask = (request) => new Promise((done, fail) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => fail(request.error);
});

export function open() {
  return new Promise((done, fail) => {
    if (!globalThis.indexedDB) return fail(new Error("no indexedDB"));
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      const db = request.result;
      db.createObjectStore("visits", { keyPath: "key" });
      for (const name of ["changes", "photos"]) db.createObjectStore(name, { keyPath: "client_id" }).createIndex("key", "key");
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => { // signed out in another tab: this page goes too
        request.result.close();
        location.replace("/");
      };
      done(request.result);
    };
    request.onerror = () => fail(request.error);
    request.onblocked = () => fail(new Error("blocked"));
  });
}

// Runs work(stores) in one transaction; kept only when everything is written.
export function run(db, names, mode, work) {
  return new Promise((done, fail) => {
    const tx = db.transaction(names, mode, { durability: "strict" });
    let result;
    tx.oncomplete = () => done(result);
    tx.onabort = () => fail(tx.error ?? new Error("aborted"));
    Promise.resolve(work(Object.fromEntries(names.map((name) => [name, tx.objectStore(name)])))).then(
      (value) => { result = value; },
      (error) => {
        try { tx.abort(); } catch { /* it has ended by itself */ }
        fail(error);
      },
    );
  });
}

const ALL = ["visits", "changes", "photos"];
const ofKey = (store, key) => ask(store.index("key").getAll(key));
export const bySeq = (one, other) => one.seq - other.seq;

export const load = (db, key) => run(db, ALL, "readonly", async ({ visits, changes, photos }) => {
  const [visit, mine, pictures] = await Promise.all([ask(visits.get(key)), ofKey(changes, key), ofKey(photos, key)]);
  return { visit, changes: mine.sort(bySeq), photos: pictures.sort(bySeq) };
});

export const keepVisit = (db, key, fields) => run(db, ["visits"], "readwrite", async ({ visits }) => {
  const known = (await ask(visits.get(key))) ?? { key, settled: [] };
  await ask(visits.put({ ...known, ...fields, saved_at: Date.now() }));
});

const settle = async (visits, key, ids) => {
  const visit = await ask(visits.get(key));
  if (visit && ids.length) await ask(visits.put({ ...visit, settled: [...new Set([...visit.settled, ...ids])] }));
};

// One edit. An entry that was never on its way is written over; one that may have arrived gets a successor.
export const edit = (db, key, { kind, target, content, base, draft }) => run(db, ["visits", "changes"], "readwrite", async ({ visits, changes }) => {
  const all = (await ofKey(changes, key)).sort(bySeq);
  const last = all.filter((row) => row.kind === kind && row.target === target).pop();
  const fresh = {
    client_id: uuid(), key, kind, target, content, draft, base_version: base, state: "waiting", attempted: false,
    made_at: new Date().toISOString(), seq: (all.length ? all[all.length - 1].seq : 0) + 1, problems: [], current: null,
  };
  let row = fresh;
  if (last?.state === "conflict") row = { ...last, content, made_at: fresh.made_at };
  else if (last?.state === "waiting" && !last.attempted) row = { ...last, content, draft, made_at: fresh.made_at };
  else if (last?.state === "waiting") row.base_version = last.base_version;
  else if (last?.state === "refused") {
    await ask(changes.delete(last.client_id));
    await settle(visits, key, [last.client_id]);
  }
  await ask(changes.put(row));
  return row;
});

// Takes an entry off the device: one never sent, or one the server keeps anyway and the person has seen.
export const drop = (db, key, client_id) => run(db, ALL, "readwrite", async ({ visits, changes, photos }) => {
  const row = await ask(changes.get(client_id));
  if (!row) return;
  await ask(changes.delete(client_id));
  if (row.attempted) await settle(visits, key, [client_id]);
  else for (const photo of await ofKey(photos, key)) if (photo.finding === row.target) await ask(photos.delete(photo.client_id));
});

// A conflict is decided: mine goes out again on top of theirs, or theirs stands.
export const choose = (db, key, client_id, mine) => run(db, ["visits", "changes"], "readwrite", async ({ visits, changes }) => {
  const row = await ask(changes.get(client_id));
  if (!row) return;
  await ask(changes.delete(client_id));
  await settle(visits, key, [client_id]);
  if (!mine) return;
  await ask(changes.put({ ...row, client_id: uuid(), state: "waiting", attempted: false, draft: false,
    base_version: row.current?.version ?? row.base_version, current: null, problems: [], made_at: new Date().toISOString() }));
});

export const attempt = (db, ids) => run(db, ["changes"], "readwrite", async ({ changes }) => {
  const rows = [];
  for (const id of ids) {
    const row = await ask(changes.get(id));
    if (!row || row.state !== "waiting") continue;
    rows.push({ ...row, attempted: true });
    await ask(changes.put(rows[rows.length - 1]));
  }
  return rows;
});

// The server's answers, written together with the visit as it stands: applied ones leave the device now.
export const answered = (db, key, results, bundle, settled) => run(db, ["visits", "changes"], "readwrite", async ({ visits, changes }) => {
  const all = (await ofKey(changes, key)).sort(bySeq);
  const done = [];
  for (const result of results) {
    const row = all.find((item) => item.client_id === result.client_id);
    if (!row) continue;
    const next = all.find((item) => item.kind === row.kind && item.target === row.target && item.seq > row.seq && item.state === "waiting");
    const { outcome, current, problems } = result;
    if (next && outcome !== "late") {
      const conflict = outcome === "conflict";
      Object.assign(next, conflict ? { state: "conflict", current, problems } : {}, outcome === "applied" ? { base_version: current?.version ?? next.base_version } : {});
      await ask(changes.put(next));
      if (outcome !== "applied") done.push(row.client_id);
      await ask(changes.delete(row.client_id));
    } else if (outcome === "applied") await ask(changes.delete(row.client_id));
    else await ask(changes.put({ ...row, state: outcome, current, problems }));
  }
  const visit = (await ask(visits.get(key))) ?? { key, settled: [] };
  const left = [...visit.settled.filter((id) => !settled.includes(id)), ...done];
  await ask(visits.put({ ...visit, bundle, settled: left, saved_at: Date.now() }));
});

export const putPhoto = (db, photo) => run(db, ["photos"], "readwrite", async ({ photos }) => {
  const all = await ofKey(photos, photo.key);
  const known = all.find((row) => row.client_id === photo.client_id);
  await ask(photos.put({ ...photo, seq: known?.seq ?? Math.max(0, ...all.map((row) => row.seq)) + 1 }));
});

export const photoSent = (db, key, client_id, sent) => run(db, ["visits", "photos"], "readwrite", async ({ visits, photos }) => {
  await ask(photos.delete(client_id));
  const visit = await ask(visits.get(key));
  if (!visit) return;
  visit.bundle.photos = [...visit.bundle.photos.filter((row) => row.id !== sent.id), sent];
  await ask(visits.put(visit));
});

export const dropPhoto = (db, client_id) => run(db, ["photos"], "readwrite", ({ photos }) => ask(photos.delete(client_id)));

// Makes the device forget one visit of one person: entries, the page, its worker.
export async function forget(db, key, page) {
  await run(db, ALL, "readwrite", async ({ visits, changes, photos }) => {
    await ask(visits.delete(key));
    for (const store of [changes, photos]) for (const row of await ofKey(store, key)) await ask(store.delete(row.client_id));
  });
  await forgetPages((name) => name === CACHES + key, (scope) => scope.endsWith(page));
}

export async function forgetPages(cacheFits, scopeFits) {
  if (globalThis.caches) for (const name of await caches.keys()) if (cacheFits(name)) await caches.delete(name);
  if (navigator.serviceWorker) for (const worker of await navigator.serviceWorker.getRegistrations()) if (scopeFits(worker.scope)) await worker.unregister();
}

// What other people, and visits long over, left behind goes, unless something of theirs still waits.
const OLD = 60 * 24 * 3600 * 1000;
export async function tidy(db, key, person) {
  const gone = await run(db, ALL, "readwrite", async ({ visits, changes, photos }) => {
    const found = [];
    for (const visit of await ask(visits.getAll())) {
      const old = !visit.key.endsWith(`:${person}`) || Date.now() - visit.saved_at > OLD;
      if (visit.key === key || !old) continue;
      const left = (await ask(changes.index("key").count(visit.key))) + (await ask(photos.index("key").count(visit.key)));
      if (left) continue;
      await ask(visits.delete(visit.key));
      found.push(CACHES + visit.key);
    }
    return found;
  });
  await forgetPages((name) => gone.includes(name), () => false);
}
