import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { recordOf, unexpected } from '../../../kernel/shape.ts';
import { okFlag } from '../answers.ts';
import { nothing } from '../schemas/ids.ts';

export default defineAction({
  name: 'Ping',
  description: 'Checks that the ClickMeeting API answers and that the API key is valid. Changes nothing.',
  effect: 'read',
  phrases: ['check the connection', 'is clickmeeting up', 'test the api key', 'api status', 'health check'],
  input: nothing,
  output: z.object({ ok: okFlag }),
  example: { input: {} },
  request: () => ({ method: 'GET', path: '/ping' }),
  result({ body }) {
    if (recordOf(body)?.['ping'] !== 'pong') throw unexpected('a pong', body);
    return { ok: true as const };
  },
});
