// Keeps the page and the files it is made of for the time without network; anew each day and with each new version.
import { CACHES, forgetPages, keepVisit } from "./store.js";

// True when the page will open without network.
export async function keepPage(db, key, given, known) {
  if (!navigator.serviceWorker || !globalThis.caches) throw new Error("no worker");
  if (!navigator.onLine) return false;
  await navigator.serviceWorker.register(given.worker, { scope: given.page, updateViaCache: "none" });
  const name = CACHES + key;
  const mark = `${given.shell.join(" ")} ${new Date().toDateString()}`;
  const box = await caches.open(name);
  if (known !== mark || !(await box.match(given.page))) {
    const files = new Set(given.shell.map((path) => new URL(path, location.href).href));
    for (const request of await box.keys()) if (!files.has(request.url) && !request.url.endsWith(given.page)) await box.delete(request);
    const answer = await fetch(given.page, { cache: "no-store", redirect: "error", headers: { Accept: "text/html" } });
    if (!answer.ok) return false;
    for (const url of files) if (!(await box.match(url))) await box.add(url);
    await box.put(given.page, answer);
    await keepVisit(db, key, { kept_page: mark });
    const others = `${CACHES}${given.bundle.visit.code}:`; // one page a visit: that of the person who opened it last
    await forgetPages((other) => other.startsWith(others) && other !== name, () => false);
  }
  await navigator.serviceWorker.ready;
  return true;
}
