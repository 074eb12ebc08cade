import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { cli, gatewayFactory, type Reply } from './testkit.ts';

const start = gatewayFactory(afterEach);

const fileInput = { 'x-porin-file': true, anyOf: [{ type: 'object', properties: { file: { type: 'string' } } }] };
const inputSchema = {
  type: 'object',
  properties: {
    deck: fileInput,
    note: { type: 'string' },
    more: { type: 'array', items: { $ref: '#/$defs/attachment' } },
  },
  $defs: { attachment: { type: 'object', properties: { content: fileInput } } },
};

async function gateway(content: Buffer, routes: Record<string, Reply> = {}) {
  const { server, env } = await start({
    'GET /actions/upload-file': { body: { id: 'app.upload-file', inputSchema } },
    'POST /files': {
      body: { file: 'file_1', name: 'deck.pdf', contentType: 'application/pdf', sizeBytes: 3, sha256: 'x' },
    },
    'POST /actions/upload-file/run': { body: { output: { ok: true }, actionRunId: 'run_1' } },
    'GET /files/file_1': { body: content },
    ...routes,
  });
  const cwd = mkdtempSync(join(tmpdir(), 'porin-files-'));
  writeFileSync(join(cwd, 'Ü deck.pdf'), content);
  return { server, cwd, env };
}

test.each([['@./Ü deck.pdf'], [{ path: './Ü deck.pdf' }]])(
  'the file named by %j is uploaded first and sent as its handle',
  async (deck) => {
    const { server, cwd, env } = await gateway(Buffer.from('%PDF'));
    const input = JSON.stringify({ deck, note: '@nobody', more: [{ content: deck }] });
    const result = await cli(['action', 'run', 'upload-file', '--connectionId', 'con_1', '--input', input, '--json'], {
      cwd,
      env,
    });
    expect(result.code).toBe(0);
    expect(server.to('GET /actions/upload-file')[0]?.url).toBe('/actions/upload-file?connectionId=con_1');
    expect(server.to('POST /files')[0]).toMatchObject({
      body: '%PDF',
      headers: { 'content-type': 'application/pdf', 'x-file-name': '%C3%9C%20deck.pdf', 'content-length': '4' },
    });
    expect(JSON.parse(server.to('POST /actions/upload-file/run')[0]?.body ?? '').input).toEqual({
      deck: { file: 'file_1' },
      note: '@nobody',
      more: [{ content: { file: 'file_1' } }],
    });
  },
);

test('an input without files costs no look at the schema', async () => {
  const { server, env } = await gateway(Buffer.from(''));
  await cli(['action', 'run', 'upload-file', '--input', '{"note": "a@b"}'], { env });
  expect(server.received.map(({ url }) => url)).toEqual(['/actions/upload-file/run']);
});

test('a missing file is named, and nothing runs', async () => {
  const { server, cwd, env } = await gateway(Buffer.from(''));
  const result = await cli(['action', 'run', 'upload-file', '--input', '{"deck": "@./none.pdf"}'], { cwd, env });
  expect(result.code).toBe(2);
  expect(result.stderr).toContain('Cannot read ./none.pdf: there is no such file');
  expect(server.to('POST /actions/upload-file/run')).toHaveLength(0);
});

function fileAnswer(content: Buffer, facts: { sizeBytes?: number; sha256?: string } = {}): Reply {
  const sha256 = createHash('sha256').update(content).digest('hex');
  return {
    body: {
      output: {
        report: {
          file: 'file_1',
          name: 'a.zip',
          contentType: 'application/zip',
          sizeBytes: content.length,
          sha256,
          ...facts,
        },
      },
      actionRunId: 'run_1',
    },
  };
}

test('--output saves the file that the action answers with', async () => {
  const content = Buffer.from([1, 2, 0, 255]);
  const { cwd, env } = await gateway(content, { 'POST /actions/get-report/run': fileAnswer(content) });
  const result = await cli(['action', 'run', 'get-report', '--output', 'out.zip', '--json'], { cwd, env });
  expect(result.code).toBe(0);
  expect(readFileSync(join(cwd, 'out.zip'))).toEqual(content);
});

test.each([
  [{ sizeBytes: 5 }, '4 of 5 bytes'],
  [{ sha256: '00' }, 'digest wrong'],
])('a file that differs from its handle (%j) is not saved', async (facts, message) => {
  const content = Buffer.from([1, 2, 3, 4]);
  const { cwd, env } = await gateway(content, { 'POST /actions/get-report/run': fileAnswer(content, facts) });
  const result = await cli(['action', 'run', 'get-report', '--output', 'out.zip', '--json'], { cwd, env });
  expect(result.code).toBe(1);
  expect(JSON.parse(result.stdout).error.message).toContain(message);
  expect(existsSync(join(cwd, 'out.zip'))).toBe(false);
});

const videos = [
  'day.mp4',
  'DAY.mp4',
  '../../day.mp4',
  '.hidden',
  'nul.txt',
  'a/b\u202Ec\n.mp4',
  '..',
  `${'ż'.repeat(200)}.mp4`,
];

async function severalFiles(count = videos.length) {
  const content = (index: number) => Buffer.from(`video ${index}`);
  const items = videos.slice(0, count).map((name, index) => ({
    file: {
      ...{ file: `file_${index}`, name, contentType: 'video/mp4', sizeBytes: content(index).length },
      sha256: createHash('sha256').update(content(index)).digest('hex'),
    },
  }));
  const contents = items.map((_, index) => [`GET /files/file_${index}`, { body: content(index) }] as const);
  return gateway(Buffer.from(''), {
    ...Object.fromEntries(contents),
    'POST /actions/get-videos/run': { body: { output: { items }, actionRunId: 'run_1' } },
  });
}

test('--output puts several files into a folder, made when absent, under safe names of their own', async () => {
  const { cwd, env } = await severalFiles();
  const result = await cli(['action', 'run', 'get-videos', '--output', 'deep/videos'], { cwd, env });
  expect(result.code).toBe(0);
  const saved = readdirSync(join(cwd, 'deep/videos'));
  expect(saved.sort()).toEqual(
    [
      'DAY (2).mp4',
      '_.._day.mp4',
      '_nul.txt',
      'a_b_c_.mp4',
      'day.mp4',
      'file',
      'hidden',
      `${'ż'.repeat(50)}.mp4`,
    ].sort(),
  );
  for (const name of saved) expect(result.stderr).toContain(`to ${join('deep/videos', name)}`);
  expect(readFileSync(join(cwd, 'deep/videos/DAY (2).mp4'), 'utf8')).toBe('video 1');
});

test('several files are not written over one', async () => {
  const { cwd, env } = await severalFiles();
  const result = await cli(['action', 'run', 'get-videos', '--output', 'Ü deck.pdf'], { cwd, env });
  expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining('8 files, and Ü deck.pdf is one file') });
  expect(readdirSync(cwd)).toEqual(['Ü deck.pdf']);
});

test.each(['there', 'new/'])('one file goes into the folder %s under its own name', async (folder) => {
  const { cwd, env } = await severalFiles(1);
  mkdirSync(join(cwd, 'there'));
  const result = await cli(['action', 'run', 'get-videos', '--output', folder], { cwd, env });
  expect(result).toMatchObject({ code: 0, stderr: expect.stringContaining(`to ${join(folder, 'day.mp4')}`) });
  expect(readFileSync(join(cwd, folder, 'day.mp4'), 'utf8')).toBe('video 0');
});

test('a folder in the way of the file is named', async () => {
  const { cwd, env } = await severalFiles(1);
  mkdirSync(join(cwd, 'there', 'day.mp4'), { recursive: true });
  const result = await cli(['action', 'run', 'get-videos', '--output', 'there'], { cwd, env });
  expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining('day.mp4') });
  expect(readdirSync(join(cwd, 'there'))).toEqual(['day.mp4']);
});

test('an output directory that is not there is named', async () => {
  const content = Buffer.from([1]);
  const { cwd, env } = await gateway(content, { 'POST /actions/get-report/run': fileAnswer(content) });
  const result = await cli(['action', 'run', 'get-report', '--output', 'none/out.zip'], { cwd, env });
  expect(result.code).toBe(2);
  expect(result.stderr).toContain('none/out.zip');
});
