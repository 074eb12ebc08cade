import type { World } from '../../../sandbox/definition.ts';

/** What the account has paid for; the main account and its sub-accounts alike. */
export interface Plan {
  /** Attendees per room. */
  readonly maxAttendees: number;
  /** Scheduled rooms that may overlap. */
  readonly maxParallelEvents: number;
}

const stateKey = 'plan';

const defaultPlan: Plan = { maxAttendees: 100, maxParallelEvents: 10 };

/** "The maximum number of tokens for a single event is equal to the fourfold of maximum attendees." */
const tokensPerAttendee = 4;

/** The plan in force. */
export function planOf({ store }: Pick<World, 'store'>): Plan {
  return store.getState<Plan>(stateKey) ?? defaultPlan;
}

/** Changes the plan; what exists already stays, even when it is more than the plan allows from then on. */
export function changePlan(world: Pick<World, 'store'>, change: Partial<Plan>): Plan {
  const plan = { ...planOf(world), ...change };
  world.store.setState(stateKey, plan);
  return plan;
}

/** Most tokens that a room can have. */
export function maxTokensPerRoom(world: Pick<World, 'store'>): number {
  return planOf(world).maxAttendees * tokensPerAttendee;
}
