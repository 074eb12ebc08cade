// A built sandbox in a process of its own: prints its address, credentials and how long it took to be ready.
import { pathToFileURL } from 'node:url';

const [, , file, module, app] = process.argv;
const startedAt = performance.now();
const { createSandbox } = await import(pathToFileURL(module).href);
const sandbox = await createSandbox(app, { port: 0, file });
const startMs = performance.now() - startedAt;
console.log(JSON.stringify({ url: sandbox.url, credentials: sandbox.credentials, startMs }));
process.on('SIGTERM', () => void sandbox.close().then(() => process.exit(0)));
