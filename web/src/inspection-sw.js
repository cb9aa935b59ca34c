// Answers one phone page (its scope is that page alone) when there is no network. It keeps the page as this person got
// it and the files the page is made of, nothing else; data goes its own way and is never touched here.
const PREFIX = "saolang-kiem-tra:";
const HASHED = /\.[0-9a-f]{8,}\.\w+$/;
const SLOW = 5000;
const page = () => new URL(self.registration.scope);
const visit = () => page().pathname.split("/").slice(-3)[0];

const ours = async () => (await caches.keys()).filter((name) => name.startsWith(`${PREFIX}${visit()}:`));

async function kept(request) {
  for (const name of await ours()) {
    const found = await (await caches.open(name)).match(request, { ignoreVary: true });
    if (found) return found;
  }
  return undefined;
}

async function network(request, patience) {
  if (!patience) return fetch(request);
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  try {
    return await fetch(request, { signal: stop.signal });
  } finally {
    clearTimeout(timer);
  }
}

// The server closed the visit to this person: the page kept for them opens once more to show what was never sent, and
// clears everything itself. Nobody else ever gets it.
async function farewell() {
  const said = await fetch(page().href, { headers: { Accept: "application/json" }, cache: "no-store" }).then((answer) => answer.json()).catch(() => null);
  if (said?.closed !== true) return undefined;
  const name = `${PREFIX}${visit()}:${said.person}`;
  return (await caches.has(name)) ? (await caches.open(name)).match(page().href, { ignoreVary: true }) : undefined;
}

async function thePage(request) {
  const known = await kept(page().href);
  try {
    const answer = await network(request, known && SLOW);
    if (answer.status >= 500 && known) return known;
    return [403, 404].includes(answer.status) ? (await farewell()) ?? answer : answer;
  } catch (error) {
    if (known) return known;
    throw error;
  }
}

async function part(request) {
  const known = await kept(request.url);
  if (known && HASHED.test(new URL(request.url).pathname)) return known;
  try {
    return await network(request, known && SLOW);
  } catch (error) {
    if (known) return known;
    throw error;
  }
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (url.pathname === page().pathname) event.respondWith(thePage(request));
  } else if (["style", "script", "font", "image"].includes(request.destination)) {
    event.respondWith(part(request));
  }
});
