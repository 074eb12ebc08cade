const secretName =
  /(authorization|cookie|passw(or)?d|passcode|passphrase|secret|credential|(api|private|access|master|signing|encryption)key|bearer|jwt$|^auth$|^sig$|signature$|tokens?(value|hash)?$)/;

// A secret word followed by one of these describes the secret and is not it: token_count, passwordPolicy, api_key_id.
const describingWords = new Set(
  'at count description enabled endpoint expires expiry field fields hint id in length limit name policy prefix required status title ttl type uri url'.split(
    ' ',
  ),
);

const maxKnownNames = 2_000;
const known = new Map<string, boolean>();

/** True for member, header and parameter names whose value is a secret: `X-Api-Key`, `refreshToken`, `passcode`. */
export function isSecretName(name: string): boolean {
  const found = known.get(name);
  if (found !== undefined) return found;
  const verdict = judge(name);
  if (known.size >= maxKnownNames) known.clear();
  if (name.length <= 100) known.set(name, verdict);
  return verdict;
}

function judge(name: string): boolean {
  const words = name
    .slice(0, 200)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  if (!secretName.test(words.join(''))) return false;
  const last = words.at(-1) ?? '';
  return words.length === 1 || !describingWords.has(last);
}
