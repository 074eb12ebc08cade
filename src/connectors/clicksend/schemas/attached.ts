import type { RunTools } from '../../../kernel/action.ts';
import { fileOf } from '../../../kernel/files.ts';

// The app takes files inside JSON; what is larger it refuses anyway.
const maxBytes = 20 * 1024 * 1024;

/** The content of a file input as the app takes it. Errors: `payload_too_large`. */
export async function base64Of(file: unknown, readFile: RunTools['readFile']): Promise<string> {
  return Buffer.from(await readFile(fileOf(file), maxBytes)).toString('base64');
}
