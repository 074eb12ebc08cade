import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

// The types of Node 20 know what is in it, but not that it is there.
declare const WebAssembly: { compile(bytes: Uint8Array): Promise<WebAssembly.Module> };

/** The copy in the build, as it was when the rest was built. */
declare const PORIN_INTERPRETER: string;

let compiled: Promise<WebAssembly.Module> | undefined;

/** The interpreter's code, compiled once in a thread: a copy beside the build, the package's own file from source. */
export function interpreterWasm(): Promise<WebAssembly.Module> {
  compiled ??= readFile(location()).then((bytes) => WebAssembly.compile(bytes));
  return compiled;
}

function location(): URL | string {
  if (!import.meta.url.endsWith('.ts')) return new URL(PORIN_INTERPRETER, import.meta.url);
  // The variant is a dependency of quickjs-emscripten, not ours, so it is looked for from there.
  const from = createRequire(createRequire(import.meta.url).resolve('quickjs-emscripten'));
  return from.resolve('@jitl/quickjs-wasmfile-release-sync/wasm');
}
