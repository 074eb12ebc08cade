import type { bootApi } from './api.fixture.ts';

export type Api = Awaited<ReturnType<typeof bootApi>>;

/** Runs a control of the sandbox, as the command line does. */
export async function control({ sandbox }: Api, name: string, input: object): Promise<{ status: number; body: any }> {
  const url = `${sandbox.world.origin}/_sandbox/controls/${name}`;
  const response = await sandbox.fetch(
    new Request(url, {
      method: 'POST',
      headers: { 'x-sandbox-token': sandbox.controlToken },
      body: JSON.stringify(input),
    }),
  );
  return { status: response.status, body: await response.json() };
}

/** Plays a past session. */
export const hold = (api: Api, plan: object): ReturnType<typeof control> => control(api, 'hold-session', plan);

export async function bytesAt(
  { sandbox }: Api,
  url: string,
): Promise<{ status: number; type: string | null; bytes: Uint8Array }> {
  const response = await sandbox.fetch(
    new Request(url, { headers: { 'x-api-key': sandbox.credentials['apiKey'] ?? '' } }),
  );
  const bytes = new Uint8Array(await response.arrayBuffer());
  return { status: response.status, type: response.headers.get('content-type'), bytes };
}

export async function finishedReport(api: Api, path: string): Promise<string> {
  await api.send('GET', path);
  api.sandbox.moveClock(({ clock }) => clock.advance(2000));
  return (await api.send('GET', path)).json.url;
}
