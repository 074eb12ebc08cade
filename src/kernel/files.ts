import { z } from 'zod';
import { PorinError } from './errors.ts';
import type { FileRef } from './http.ts';

/** Marks an input that takes a file, so that the CLI accepts a path there and the engine fetches the content. */
export const fileMark = 'x-porin-file';

/**
 * Input schema of a file: a handle from `POST /files`, base64 content, or a public address to fetch.
 * The CLI also takes `{"path": "./deck.pdf"}` or `@./deck.pdf` and uploads it first.
 * Before `request` runs the engine has replaced it by a `FileRef`; read it with `fileOf`.
 */
export function fileInput(description: string) {
  return z
    .union([
      z.strictObject({ file: z.string().describe('Handle from POST /files: file_…') }),
      z.strictObject({
        base64: z.base64().describe('The content in base64'),
        name: z.string().min(1).max(255).describe('File name with its extension'),
        contentType: z
          .string()
          .max(255)
          .regex(/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+( *;[\x20-\x7e]*)?$/)
          .optional()
          .describe('Media type; derived from the name when absent'),
      }),
      z.strictObject({
        url: z.url({ protocol: /^https?$/ }).describe('A public address that the gateway downloads'),
        name: z.string().min(1).max(255).optional().describe('File name; taken from the address when absent'),
      }),
    ])
    .describe(description)
    .meta({ [fileMark]: true });
}

/** The content behind a file input, once the engine has fetched it. */
export function fileOf(value: unknown): FileRef {
  if (typeof value === 'object' && value !== null && 'sha256' in value && 'file' in value) return value as FileRef;
  throw new PorinError('internal', 'A file input reached its action before its content was fetched');
}

/** Output schema of a downloaded file. */
export const fileOutput = z.object({
  file: z.string().describe('Handle: its content is at GET /files/{file}; the CLI saves it with --output'),
  name: z.string().describe('File name'),
  contentType: z.string().describe('Media type'),
  sizeBytes: z.int().describe('Size in bytes'),
  sha256: z.string().describe('Hex SHA-256 of the content'),
});
