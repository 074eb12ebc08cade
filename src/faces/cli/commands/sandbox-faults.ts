import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';

export default defineCommand<CliContext>({
  command: 'sandbox faults',
  summary: 'List what is made to go wrong, or change it',
  flags: {
    app: { type: 'string', description: 'Which sandbox, when several are running' },
    add: { type: 'boolean', description: 'Add a rule made of the flags below' },
    clear: { type: 'boolean', description: 'Remove all rules' },
    remove: { type: 'string', description: 'Remove the rule with this id' },
    method: { type: 'string', description: 'Only this HTTP method' },
    path: { type: 'string', description: 'Only this path; * is one segment, ** any number' },
    status: { type: 'number', description: 'Answer with this status' },
    header: { type: 'string', repeatable: true, description: "Header of that answer: 'retry-after: 1'" },
    body: { type: 'string', description: 'Body of that answer; JSON is sent as JSON' },
    latency: { type: 'number', description: 'Wait so many milliseconds first' },
    hang: { type: 'boolean', description: 'Never answer' },
    truncate: { type: 'number', description: 'Break the connection after so many bytes' },
    after: { type: 'boolean', description: 'Let the app do its work first' },
    count: { type: 'number', description: 'So many times, then no more' },
    rate: { type: 'number', description: 'Share of the requests: 0.1 is one in ten' },
  },
  examples: [
    'porin sandbox faults --add --status 503 --path "/v1/conferences" --count 2',
    "porin sandbox faults --add --status 429 --header 'retry-after: 1' --count 1",
    'porin sandbox faults --add --latency 2000 --rate 0.1',
    'porin sandbox faults --clear',
  ],
  load: async () => (await import('../local/sandbox.ts')).faults,
});
