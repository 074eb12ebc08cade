import { resolve } from 'node:path';
import type { CommandInput } from '../../../kernel/command.ts';
import { exitCodes } from '../../../kernel/errors.ts';
import { percentDecoded } from '../../../kernel/percent.ts';
import { chunksOf } from '../../client/exchange.ts';
import type { CliContext } from '../context.ts';
import { writeWhole } from '../files.ts';
import { savePlaces } from '../save-places.ts';

/** `file get` */
export async function fileGet(context: CliContext, { arguments: given, flags }: CommandInput): Promise<number> {
  const { io, out } = context;
  const id = String(given['id']);
  const answer = await context.client().download(id);
  const output = flags['output'];
  if (typeof output !== 'string') {
    for await (const chunk of chunksOf(answer)) out.raw(chunk);
    return exitCodes.ok;
  }
  const [, name] = /filename\*=UTF-8''([^;]+)/.exec(answer.headers['content-disposition'] ?? '') ?? [];
  const [place = output] = await savePlaces(io.cwd, output, [name === undefined ? id : percentDecoded(name)]);
  let sizeBytes = 0;
  await writeWhole(resolve(io.cwd, place), async (write) => {
    for await (const chunk of chunksOf(answer)) {
      sizeBytes += chunk.length;
      await write(chunk);
    }
  });
  if (out.isJson) out.json({ saved: place, sizeBytes });
  else out.note(`saved ${sizeBytes} bytes to ${place}`);
  return exitCodes.ok;
}
