import { actionView } from './views.ts';

/**
 * Members that the body of a saved action may have besides those that are used: whoever has read, exported or cloned an action sends it back
 * with what a change leaves as it is.
 */
export const actionAside: readonly string[] = [
  ...Object.keys(actionView.shape),
  ...['connectionKey', 'integrationKey', 'integrationUuid', 'externalAppKey', 'externalAppUuid', 'parentKey'],
  ...['parentUuid', 'intent', 'workspaceId', 'customerId', 'elementType', 'icon', 'isTest', 'tags'],
];
