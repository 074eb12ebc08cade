import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';

export default defineCommand<CliContext>({
  command: 'connect',
  summary: 'Connect an app: opens the page for it, or prints the connection with its address',
  description:
    'Takes the connection that there is, or makes one. At a terminal it opens the page and waits until the connection is ready; elsewhere, and with --json, it prints the connection at once: clientAction.uiUrl is what to open.',
  arguments: [{ name: 'app', description: 'Address, domain or name of the app', optional: true }],
  flags: {
    connectorId: {
      type: 'string',
      description: 'Connector, as search shows its id; new:NAME for an app not known yet',
    },
    connectorKey: { type: 'string', description: 'The same, by key' },
    integrationId: { type: 'string', description: 'Integration whose settings are used' },
    integrationKey: { type: 'string', description: 'The same, by key' },
    connectionId: { type: 'string', description: 'Connection to connect again' },
    connectionKey: { type: 'string', description: 'The same, by key; a new connection gets it' },
    appUrl: { type: 'string', description: 'Address of the app' },
    intent: { type: 'string', description: 'What to connect, in your words' },
    name: { type: 'string', description: 'Name of a new connection' },
    allowMultipleConnections: { type: 'boolean', description: 'Make a further connection though there is one' },
    sandbox: { type: 'boolean', description: "Connect to the app's sandbox on this machine; no account needed" },
    browser: { type: 'boolean', default: true, description: 'Open no browser: print the connection and end' },
    'non-interactive': { type: 'boolean', description: 'Ask nothing and wait for nothing' },
  },
  examples: [
    'porin connect --connectorId=CONNECTOR_ID --json',
    'porin connect https://app.example.com/',
    'porin connect --connectionId=CONNECTION_ID',
  ],
  load: async () => (await import('../local/connect.ts')).connect,
});
