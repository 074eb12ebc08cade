import type { Effect } from '../../kernel/action.ts';
import type { Risk } from '../../kernel/ports/approvals.ts';
import type { SavedActionRow } from '../../kernel/ports/storage-actions.ts';
import { isRecord } from '../actions/types/saved-type.ts';
import { effectOf } from '../actions/types/types.ts';
import type { Connector } from '../catalog/connector.ts';
import type { Resolved } from './resolve.ts';

const order: readonly Effect[] = ['read', 'write', 'destroy'];

/** What a run may do at worst: what whoever asks says of his own action, or of code, does not make it harmless. */
export function riskOf({ action, saved, target }: Pick<Resolved, 'action' | 'saved' | 'target'>): Risk {
  const { connector } = target;
  if (saved) return riskOfSaved(saved, action.effect, connector);
  if (action.source !== 'inline') return { effect: action.effect, isCharged: action.isCharged ?? false };
  // Nobody can tell what code does.
  const effect = 'run' in action ? 'destroy' : action.effect;
  return { effect, isCharged: mayBeCharged(effect, connector) };
}

/** The same for a request that is no action. */
export function riskOfRaw(effect: Effect, connector: Connector): Risk {
  return { effect, isCharged: mayBeCharged(effect, connector) };
}

function riskOfSaved(saved: SavedActionRow, said: Effect, connector: Connector): Risk {
  if (saved.type === 'connector-operation') {
    const { operationKey } = saved.config as { readonly operationKey?: unknown };
    const operation = typeof operationKey === 'string' ? connector.actions.get(operationKey) : undefined;
    return { effect: worst(said, operation?.effect ?? 'destroy'), isCharged: operation?.isCharged ?? false };
  }
  // Only managers write actions of these layers, so that what they say counts.
  const isTrusted = saved.effect !== null && saved.layer !== 'connection';
  const effect = isTrusted ? saved.effect : worst(said, unsaid(saved, connector));
  return { effect, isCharged: mayBeCharged(effect, connector) };
}

/** What type and configuration tell, if its author is not asked; what only a formula knows may be anything. */
function unsaid(saved: SavedActionRow, connector: Connector): Effect {
  if (saved.type === 'run-javascript') return 'destroy';
  const { request } = saved.config;
  if (isRecord(request) && (isRecord(request['method']) || isFormula(request['headers']))) return 'destroy';
  return effectOf({ ...saved, effect: null }, connector);
}

/** Which headers there will be, and so which method, a formula alone knows. */
function isFormula(headers: unknown): boolean {
  return isRecord(headers) && Object.keys(headers).some((name) => name.startsWith('$'));
}

function worst(one: Effect, other: Effect): Effect {
  return order.indexOf(one) > order.indexOf(other) ? one : other;
}

/** A request that is written by hand may be one of those that the app charges for. */
function mayBeCharged(effect: Effect, { actions }: Pick<Connector, 'actions'>): boolean {
  return effect !== 'read' && [...actions.values()].some(({ isCharged }) => isCharged === true);
}
