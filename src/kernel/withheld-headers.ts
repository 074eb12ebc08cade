// Ours, the network's, or the caller's own credentials: none of the app's business. Source: the wire contract, §2.7.
const withheld = new Set([
  'host',
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'content-length',
  'authorization',
  'proxy-authorization',
  'proxy-authenticate',
  'proxy-connection',
  'cookie',
  'forwarded',
  'via',
  'x-request-id',
  'x-real-ip',
  'x-scheme',
  'cdn-loop',
  'x-amzn-trace-id',
  'membrane-api-version',
  'x-membrane-session-id',
]);
const withheldPrefixes = /^(x-forwarded-|cf-|sec-|x-porin-)/;

/** True for headers of a caller, in lower case, that never reach an app, however its request comes. */
export function isWithheld(name: string): boolean {
  const known = verdicts.get(name);
  if (known !== undefined) return known;
  const verdict = withheld.has(name) || withheldPrefixes.test(name);
  if (verdicts.size >= maxVerdicts) verdicts.clear();
  verdicts.set(name, verdict);
  return verdict;
}

// Callers send the same few names again and again.
const maxVerdicts = 1_000;
const verdicts = new Map<string, boolean>();
