// Signing out takes what the phone form kept (inspection/store.js) off the device, after a question when something has
// not been sent. Another form that signs out without these words leaves the device as it is.
const NAME = "saolang-kiem-tra";
const MARK = "saolang.kiem-tra";

const settled = (request) => new Promise((done) => {
  request.onsuccess = () => done(request.result);
  request.onerror = request.onblocked = () => done(undefined);
});

async function unsent() {
  const db = await settled(indexedDB.open(NAME));
  if (!db) return 0;
  let count = 0;
  for (const name of ["changes", "photos"]) {
    if (!db.objectStoreNames.contains(name)) continue;
    const rows = (await settled(db.transaction(name).objectStore(name).getAll())) ?? [];
    count += rows.filter((row) => ["waiting", "conflict"].includes(row.state)).length;
  }
  db.close();
  return count;
}

async function forget() {
  await settled(indexedDB.deleteDatabase(NAME));
  if (globalThis.caches) for (const name of await caches.keys()) if (name.startsWith(`${NAME}:`)) await caches.delete(name);
  for (const worker of (await navigator.serviceWorker?.getRegistrations()) ?? []) if (worker.scope.endsWith("/dien-thoai/")) await worker.unregister();
  localStorage.removeItem(MARK);
}

const marked = () => {
  try {
    return Boolean(localStorage.getItem(MARK) && globalThis.indexedDB);
  } catch {
    return false;
  }
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  const words = form.dataset.signOut;
  if (!words || !marked()) return;
  event.preventDefault();
  unsent().then(async (count) => {
    if (count && !confirm(words.replace("{n}", count))) {
      delete form.dataset.sending;
      event.submitter?.removeAttribute("aria-busy");
      return;
    }
    await forget();
    form.submit();
  });
});
