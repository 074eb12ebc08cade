import { readFileSync } from 'node:fs';
import { dataFile, readCatalog } from '../../eval/search/files.ts';
import { fileShelf } from '../../src/gateway/search/index-file.ts';
import { openIndex } from '../../src/gateway/search/kept-index.ts';
import { readVectors } from '../../src/gateway/search/language/vectors.ts';

/** A process that opens the index of the catalogue as a start of the gateway does, and prints what that took. */
const [path = ''] = process.argv.slice(2);
const catalog = readCatalog(dataFile('catalog.jsonl'));
const problems: string[] = [];
const note = (_: object, message: string) => void problems.push(message);
const logger = { debug: note, info: note, warn: note, error: note };
const vectorsFile = new URL('../../src/gateway/search/language/vectors.bin', import.meta.url);
// Whether it is there in the memory of the machine is the machine's affair.
readFileSync(vectorsFile);
const startedAt = performance.now();
const vectors = readVectors(vectorsFile);
const readMs = performance.now() - startedAt;
const writes: Promise<void>[] = [];
const { read, write } = fileShelf(path);
const shelf = {
  read,
  write: (bytes: Uint8Array) => {
    const writing = write(bytes);
    writes.push(writing);
    return writing;
  },
};
const index = await openIndex(catalog, vectors, { shelf, program: 'bench', logger });
const openMs = performance.now() - startedAt - readMs;
const askedAt = performance.now();
index.find('list the newest invoices', {});
const firstMs = performance.now() - askedAt;
await Promise.all(writes);
console.log(JSON.stringify({ readMs, openMs, firstMs, made: writes.length > 0, problems }));
