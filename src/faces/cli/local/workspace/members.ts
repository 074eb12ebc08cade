import { PorinError } from '../../../../kernel/errors.ts';
import { nearestName } from '../../../../kernel/nearest-name.ts';
import type { ElementPlace, Spec } from './element.ts';

/** What of an integration is written into its file, in this order. */
export const integrationMembers = [
  ...(['name', 'externalAppId', 'description', 'meta', 'parameters', 'optionsConfig'] as const),
];
/** The same of an action. */
export const actionMembers = [
  ...(['name', 'description', 'externalAppId', 'parentId', 'type', 'effect', 'config', 'inputSchema'] as const),
  ...(['outputMapping', 'customOutputSchema', 'meta', 'isDeactivated'] as const),
];

/** What an answer of the gateway has besides: somebody may have copied it into the file. */
const answered = new Set(
  (
    'id uuid key workspaceId revision createdAt updatedAt archivedAt state errors layer isUniversal isPublic isReadOnly isCustomized ' +
    'integrationId integration connectionId outputSchema defaultOutputSchema transformedOutputSchema parent universalParentId ' +
    'appliedToIntegrations userId tenantId user externalAppUuid integrationUuid parentUuid connectorId connectorKey connectorUuid connectorVersion ' +
    'instanceKey warnings logoUri hasMissingParameters oAuthCallbackUri authType isTest isDeactivated externalApp connector example appUri authOptions connection connections required isReadOnly score why trigger previewInput toolName isCharged'
  ).split(' '),
);

/** A misspelt member would be pushed without a word, and change nothing. Errors: `configuration` with the nearest name. */
export function refuseStrangers(spec: Spec, { kind }: ElementPlace, path: string): void {
  const known: readonly string[] = kind === 'action' ? actionMembers : integrationMembers;
  const stranger = Object.keys(spec).find((name) => !known.includes(name) && !answered.has(name));
  if (stranger === undefined) return;
  const nearest = nearestName(stranger, known);
  throw new PorinError('configuration', `${path}: ${stranger} is no member of an ${kind}`, {
    hint: nearest === undefined ? `There are: ${known.join(', ')}` : `Did you mean ${nearest}?`,
  });
}
