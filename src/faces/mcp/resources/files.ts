import { ProtocolError, ProtocolErrorCode, type ReadResourceResult } from '@modelcontextprotocol/server';
import type { FileRef } from '../../../kernel/http.ts';
import { cleanText } from '../results/clean.ts';
import { fileUri } from '../results/links.ts';
import type { Session } from '../session.ts';
import { partAfter, type ResourceFamily } from './family.ts';
import { orNone } from './or-none.ts';

/** Beyond this nothing but a download makes sense. */
const maxBytes = 10_000_000;
const texts = /^(text\/|application\/(json|xml|javascript|[\w.-]+\+(json|xml))\b)/i;

/** `porin://files/{file}`: uploaded and downloaded files, and whole answers for a quarter of an hour. They are not listed. */
export const fileResources: ResourceFamily = {
  templates: [
    {
      uriTemplate: fileUri('{file}'),
      name: 'file',
      title: 'A file',
      description:
        'A file that an action gave or took, or the whole of an answer that was cut; also at GET /files/{file}',
    },
  ],
  async read(session, uri) {
    const id = partAfter(fileUri(''), uri);
    if (id === undefined) return undefined;
    const file = await orNone(() => session.gateway.files.get(session.caller.tenantId, id));
    return file && contentOf(session, uri, file);
  },
};

async function contentOf({ gateway }: Session, uri: string, file: FileRef): Promise<ReadResourceResult> {
  if (file.sizeBytes > maxBytes) {
    const text = `${file.name} has ${file.sizeBytes} bytes, and at most ${maxBytes} are read as a resource. Download it from GET /files/${file.file}`;
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, cleanText(text), { uri, size: file.sizeBytes });
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of gateway.files.read(file)) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const text = texts.test(file.contentType) ? asText(bytes) : undefined;
  const { contentType: mimeType } = file;
  // A model reads the text; the download has the bytes as they are.
  if (text !== undefined) return { contents: [{ uri, mimeType, text: cleanText(text) }] };
  return { contents: [{ uri, mimeType, blob: bytes.toString('base64') }] };
}

function asText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // In another encoding than it says.
    return undefined;
  }
}
