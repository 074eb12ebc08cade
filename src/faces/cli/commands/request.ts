import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';
import { request } from '../local/request.ts';

export default defineCommand<CliContext>({
  command: 'request',
  summary: "Send a request to a connection's app, signed with its credentials",
  description:
    "The answer's body goes to stdout. A status other than 2xx ends with exit code 8, its body still on stdout. Without -X a body makes it a POST.",
  arguments: [
    { name: 'connection', description: 'Connection id or key; left out with --connectionId' },
    {
      name: 'path',
      description: "Path below the app's base URL; {name} and :name take --pathParam",
      optional: true,
    },
  ],
  flags: {
    connectionId: { type: 'string', description: 'Connection id or key, in place of the first word' },
    method: { type: 'string', short: 'X', description: 'HTTP method (default GET, with a body POST)' },
    header: { type: 'string', short: 'H', repeatable: true, description: 'Header as "Name: value"' },
    data: { type: 'string', short: 'd', description: 'Body; @file and - (standard input) are read' },
    json: {
      type: 'boolean',
      optionalValue: true,
      description: 'The body is JSON (also --json \'{"a": 1}\'), and so is stdout',
    },
    rawData: { type: 'boolean', description: 'Send the body as it is, without a content type of our own' },
    query: { type: 'string', repeatable: true, description: 'Query parameter as name=value' },
    pathParam: { type: 'string', repeatable: true, description: 'Path parameter as name=value' },
    output: { type: 'string', description: 'Save the body to this file, or into this folder' },
    include: { type: 'boolean', short: 'i', description: 'Show status and headers too' },
  },
  examples: [
    'porin request CONNECTION_ID /path/to/endpoint',
    'porin request CONNECTION_ID /items/{id} --pathParam "id=123" --query "limit=10"',
    `porin request CONNECTION_ID /items -X POST --json -d '{"name": "first"}'`,
    'porin request CONNECTION_ID /report.pdf --output report.pdf',
  ],
  load: async () => request,
});
