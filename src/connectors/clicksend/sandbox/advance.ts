import type { World } from '../../../sandbox/definition.ts';
import type { Caller } from './account/callers.ts';
import { advanceCampaigns } from './campaigns/campaigns.ts';
import { deliverCampaign } from './campaigns/messages.ts';
import { accountsOf, type Db, dbOf, subaccountsOf } from './collections.ts';
import { advanceImports } from './contacts/import.ts';
import { advanceEmails } from './email/advance.ts';
import { deliverEmailCampaign } from './email/campaigns.ts';
import { dropOldFiles } from './files/exports.ts';
import { advanceMessages } from './messages/advance.ts';
import { advancePost } from './post/routes.ts';

function advanceAccount(world: World, db: Db, caller: Caller): void {
  const { account } = caller;
  const scene = { world, db, caller };
  advanceImports(world, db, caller);
  advanceCampaigns(scene, (campaign) =>
    campaign.channel === 'email' ? deliverEmailCampaign(scene, campaign) : deliverCampaign(scene, campaign),
  );
  advanceMessages({ world, db, account });
  advanceEmails({ world, db, account });
  advancePost(world, db);
}

/** The account with its own login: what goes on by itself goes on in its name. */
export function ownCaller({ store }: World, userId: number): Caller | undefined {
  const account = accountsOf(store).get(userId);
  const subaccount = subaccountsOf(store).first({ where: { user_id: userId } });
  return account === undefined || subaccount === undefined ? undefined : { account, subaccount };
}

/** Lets time take effect in every account. */
export function advance(world: World): void {
  world.store.transaction(() => {
    dropOldFiles(world);
    for (const { id } of accountsOf(world.store).find({ where: { active: 1, banned: 0 } })) {
      const caller = ownCaller(world, id);
      if (caller !== undefined) advanceAccount(world, dbOf(world.store, id), caller);
    }
  });
  world.webhooks.advance();
}
