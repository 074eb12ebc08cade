import { countryRoutes } from './account/countries.ts';
import { deliveryIssueRoutes } from './account/delivery-issues.ts';
import { accountRoutes } from './account/routes.ts';
import { statisticsRoutes } from './account/statistics.ts';
import { subaccountRoutes } from './account/subaccounts.ts';
import { automationRoutes } from './automations/rules.ts';
import { messageCampaignRoutes } from './campaigns/messages.ts';
import { contactApi } from './contacts/routes.ts';
import { emailRoutes } from './email/routes.ts';
import { uploadRoutes } from './files/routes.ts';
import { messageApi } from './messages/api.ts';
import { postRoutes } from './post/routes.ts';

/** Every endpoint of the API. */
export const apiRoutes = [
  ...accountRoutes,
  ...subaccountRoutes,
  ...statisticsRoutes,
  ...countryRoutes,
  ...deliveryIssueRoutes,
  ...messageApi,
  ...messageCampaignRoutes,
  ...contactApi,
  ...emailRoutes,
  ...postRoutes,
  ...automationRoutes,
  ...uploadRoutes,
];
