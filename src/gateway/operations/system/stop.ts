import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';

export default defineOperation({
  summary: 'Stop the gateway and its sandboxes in good order',
  http: 'POST /system/stop',
  scope: 'owner',
  input: z.object({}),
  output: z.object({ stopping: z.literal(true) }),
  run(ctx) {
    ctx.system.stop();
    return { stopping: true as const };
  },
});
