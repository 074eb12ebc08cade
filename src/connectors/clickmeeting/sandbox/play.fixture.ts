import type { bootApi } from './api.fixture.ts';

export type Api = Awaited<ReturnType<typeof bootApi>>;

/** Plays a session by the control, as the command line does. */
export async function hold({ sandbox }: Api, plan: object): Promise<{ status: number; body: any }> {
  const url = `${sandbox.world.origin}/_sandbox/controls/hold-session`;
  const response = await sandbox.fetch(
    new Request(url, {
      method: 'POST',
      headers: { 'x-sandbox-token': sandbox.controlToken },
      body: JSON.stringify(plan),
    }),
  );
  return { status: response.status, body: await response.json() };
}

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
