import { openStorage } from '../../src/platform/storage/storage.ts';

// Opens a new database at the same moment as others do, and says which tenant it found there.
const [url = '', startAt = '0'] = process.argv.slice(2);

while (Date.now() < Number(startAt)) await new Promise((resolve) => setTimeout(resolve, 1));
const storage = await openStorage({ url });
const tenant = await storage.tenants.ensure('acme', 1);
await storage.close();
process.stdout.write(tenant.id);
