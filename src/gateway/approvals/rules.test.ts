import { expect, test } from 'vitest';
import { resolveSettings } from '../../platform/config/resolve.ts';
import { hazardsOf, neededFor } from './rules.ts';

const risk = (effect: 'read' | 'write' | 'destroy', isCharged = false) => ({ effect, isCharged });

test('unless told otherwise, what cannot be undone or costs money is confirmed, and nothing is approved', () => {
  const { config } = resolveSettings({}, {});
  const rules = { confirm: hazardsOf(config.confirmActions), approve: hazardsOf(config.approveActions) };
  const needs = [risk('read'), risk('write'), risk('destroy'), risk('write', true), risk('read', true)].map((one) =>
    neededFor(one, rules),
  );
  expect(needs).toEqual(['nothing', 'nothing', 'confirm', 'confirm', 'confirm']);
});

test('write is every change, none is none, and a person outdoes the user of an agent', () => {
  const rules = { confirm: hazardsOf('write'), approve: hazardsOf(' destroy , charged ') };
  expect(neededFor(risk('write'), rules)).toBe('confirm');
  expect(neededFor(risk('destroy'), rules)).toBe('approve');
  expect(neededFor(risk('read'), rules)).toBe('nothing');
  expect(neededFor(risk('destroy'), { confirm: hazardsOf('none'), approve: hazardsOf('none') })).toBe('nothing');
});

test.each(['sometimes', 'destroy charged', 'none,destroy', ''])('the setting %j is refused by name', (value) => {
  expect(() => resolveSettings({ approveActions: value }, {})).toThrow(/approveActions/);
});
