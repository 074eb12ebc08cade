import type { IncomingMessage } from 'node:http';
import { chunksOf } from '../../../client/exchange.ts';
import { linesOf } from './lines.ts';

/** The data of each event of a stream, as it comes; comments and other fields are left out. */
export async function* eventsOf(answer: IncomingMessage): AsyncGenerator<string> {
  let data: string[] = [];
  for await (const { text } of linesOf(chunksOf(answer))) {
    const line = text.replace(/\r$/, '');
    if (line.startsWith('data:')) data.push(line.slice(line[5] === ' ' ? 6 : 5));
    else if (line === '') {
      if (data.some((one) => one !== '')) yield data.join('\n');
      data = [];
    }
  }
}
