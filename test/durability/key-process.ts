import { openVault } from '../../src/platform/vault/vault.ts';

// Opens a vault at the same moment as others do, and says which key it uses.
const [dataDir = '', startAt = '0'] = process.argv.slice(2);

while (Date.now() < Number(startAt)) await new Promise((resolve) => setTimeout(resolve, 1));
const vault = await openVault({ dataDir });
process.stdout.write(vault.activeKeyId);
