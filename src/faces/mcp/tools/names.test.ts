import { expect, test } from 'vitest';
import type { ActionView } from '../../../kernel/ports/gateway.ts';
import { toolNamesOf } from './names.ts';

const action = (id: string, over: Partial<ActionView> = {}) =>
  ({ id, key: id, externalAppId: 'app', isPublic: false, ...over }) as ActionView;
const none = new Set<string>();

test('a name is that of the app and the action, in letters that all models take', () => {
  const names = toolNamesOf([action('act_1', { key: 'größe.messen now' })], none);
  expect(names.get('act_1')).toBe('app_gr__e_messen_now');
});

test('a long name is cut to what models take, and stays apart from others that begin alike', () => {
  const key = 'x'.repeat(80);
  const names = [...toolNamesOf([action('act_1', { key }), action('act_2', { key })], none).values()];
  expect(names.map((name) => name.length)).toEqual([64, 64]);
  expect(new Set(names).size).toBe(2);
});

test('of two that want one name the connector’s own has it, in whatever order they come', () => {
  const saved = action('act_1', { key: 'ping' });
  const own = action('app.ping', { key: 'ping', isPublic: true, toolName: 'app_ping' });
  const names = toolNamesOf([saved, own], none);
  expect(names.get('app.ping')).toBe('app_ping');
  expect(names.get('act_1')).toMatch(/^app_ping_[0-9a-f]{6}$/);
  expect(toolNamesOf([own, saved], none).get('act_1')).toBe(names.get('act_1'));
});

test('the names of the fixed tools are taken', () => {
  const names = toolNamesOf([action('act_1', { key: 'action', externalAppId: 'run' })], new Set(['run_action']));
  expect(names.get('act_1')).toMatch(/^run_action_/);
});
