import { openStorage } from '../../src/platform/storage/storage.ts';
import { rotate } from '../../src/platform/vault/rotation.ts';
import { openVault } from '../../src/platform/vault/vault.ts';

// Rotates the master key; its parent may kill it in the middle of that.
const [dataDir = ''] = process.argv.slice(2);

const storage = await openStorage({ url: `sqlite:${dataDir}/porin.db` });
const vault = await openVault({ dataDir, mustExist: true });
process.stdout.write('started\n');
const { credentials, secrets } = storage;
await rotate({ vault, credentials, secrets, keyStore: vault.keyStore, settleMs: 20 });
process.stdout.write('done\n');
await storage.close();
