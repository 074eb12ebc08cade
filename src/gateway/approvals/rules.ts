import { type Hazard, hazards, type Risk, type SafetyRules } from '../../kernel/ports/approvals.ts';

/** The words of a setting, `destroy,charged`; `none` is none. */
export function hazardsOf(setting: string): ReadonlySet<Hazard> {
  const words = setting.split(',').map((word) => word.trim());
  return new Set(hazards.filter((hazard) => words.includes(hazard)));
}

/** What these rules ask for before a run. A person on the page outdoes whoever uses the agent. */
export function neededFor(risk: Risk, { confirm, approve }: SafetyRules): 'nothing' | 'confirm' | 'approve' {
  if (covers(approve, risk)) return 'approve';
  return covers(confirm, risk) ? 'confirm' : 'nothing';
}

function covers(rule: ReadonlySet<Hazard>, { effect, isCharged }: Risk): boolean {
  if (rule.size === 0) return false;
  if (isCharged && rule.has('charged')) return true;
  if (effect === 'destroy' && rule.has('destroy')) return true;
  return effect !== 'read' && rule.has('write');
}
