import type { Sandbox } from '../../../sandbox/sandbox.ts';

/** Runs a control as the command line does. */
export async function control(
  sandbox: Sandbox,
  name: string,
  input: object = {},
): Promise<{ status: number; body: any }> {
  const request = new Request(`${sandbox.world.origin}/_sandbox/controls/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-sandbox-token': sandbox.controlToken },
    body: JSON.stringify(input),
  });
  const response = await sandbox.fetch(request);
  return { status: response.status, body: await response.json() };
}
