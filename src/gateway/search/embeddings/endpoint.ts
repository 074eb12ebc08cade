import { z } from 'zod';
import { PorinError } from '../../../kernel/errors.ts';
import type { Egress } from '../../../kernel/ports/egress.ts';
import type { Secret } from '../../../kernel/secret.ts';
import { compact } from './compact.ts';

/** Where vectors come from: an address that takes `{model, input}` as OpenAI's `/v1/embeddings` and Ollama's `/api/embed` do. */
export interface EndpointSettings {
  readonly url: string;
  readonly model: string;
  readonly key?: Secret | undefined;
}

/** One vector for each text. Errors: those of the way out; `upstream_failed` for an answer that is no vectors. */
export type Embed = (texts: readonly string[], timeoutMs: number) => Promise<readonly Int8Array[]>;

const vector = z.array(z.number()).min(1).max(8_192);
const answerSchema = z.union([
  z
    .object({ data: z.array(z.object({ index: z.int().min(0), embedding: vector })) })
    .transform(({ data }) => data.toSorted((a, b) => a.index - b.index).map(({ embedding }) => embedding)),
  z.object({ embeddings: z.array(vector) }).transform(({ embeddings }) => embeddings),
]);

const maxAnswerBytes = 32 * 1024 * 1024;
const requestsAtOnce = 4;

export function createEndpoint(egress: Pick<Egress, 'send'>, { url, model, key }: EndpointSettings): Embed {
  const address = new URL(url);
  return async (texts, timeoutMs) => {
    const { status, body } = await egress.send({
      method: 'POST',
      url: address,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(key ? { authorization: `Bearer ${key.reveal()}` } : {}),
      },
      body: JSON.stringify({ model, input: texts }),
      // The operator set this address, which usually is that of a model on this machine.
      policy: { origins: [address.origin], allowPrivate: true },
      limits: { key: 'embeddings', concurrency: requestsAtOnce, timeoutMs, maxResponseBytes: maxAnswerBytes },
      retry: 'never',
    });
    if (status !== 200) throw failed(address, `answered ${status}`);
    const vectors = read(body);
    if (vectors?.length !== texts.length) throw failed(address, `gave no vectors for ${texts.length} texts`);
    return vectors.map(compact);
  };
}

function read(body: Uint8Array): readonly number[][] | undefined {
  try {
    return answerSchema.parse(JSON.parse(Buffer.from(body).toString('utf8')));
  } catch {
    // Whatever is wrong with it: it is no vectors, and may hold what was asked.
    return undefined;
  }
}

function failed({ host, pathname }: URL, what: string): PorinError {
  return new PorinError('upstream_failed', `The embeddings endpoint ${host}${pathname} ${what}`, {
    hint: 'See the settings embeddingsUrl, embeddingsModel and embeddingsKey',
  });
}
