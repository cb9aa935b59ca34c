// Reports the compressed size of every entry and refuses a build that grew past its budget.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

const out = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "src", "saolang", "ui", "static", "saolang");
const BUDGET = 40_000; // bytes of gzip, CSS and JS of the first public page together
let first = 0;
for (const name of readdirSync(out).filter((file) => /\.(css|js)$/.test(file)).sort()) {
  const bytes = readFileSync(join(out, name));
  const packed = gzipSync(bytes, { level: 9 }).length;
  if (name.startsWith("public.")) first += packed;
  console.log(`${name.padEnd(14)} ${bytes.length} B, gzip ${packed} B, brotli ${brotliCompressSync(bytes).length} B`);
}
console.log(`first public page: ${first} B of ${BUDGET} B`);
if (first > BUDGET) process.exit(1);
