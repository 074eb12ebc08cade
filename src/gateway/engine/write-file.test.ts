import { afterEach, expect, test } from 'vitest';
import { tinyGateway } from '../gateway.fixture.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function pagesOf(statusOfThird: number) {
  const tiny = await tinyGateway({
    app(request, response) {
      const page = Number(request.url?.split('/').at(-1));
      response.writeHead(page === 3 ? statusOfThird : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ page }));
    },
  });
  undo.push(() => tiny.stop());
  return tiny;
}

test('a file may be written piece by piece while its action still asks the app', async () => {
  const { run, gateway, caller } = await pagesOf(200);
  const { output } = (await run('write-lines')) as { output: { file: string; name: string } };
  const ref = await gateway.ports.files.get(caller.tenantId, output.file);
  let text = '';
  for await (const chunk of gateway.ports.files.read(ref)) text += Buffer.from(chunk).toString();
  expect(text).toBe('{"page":1}\n{"page":2}\n{"page":3}\n');
});

test('when the app refuses in the middle, the run fails with its refusal', async () => {
  const { run } = await pagesOf(404);
  await expect(run('write-lines')).rejects.toMatchObject({ code: 'upstream_refused' });
});
