import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';

export default defineCommand<CliContext>({
  command: 'file get',
  summary: 'Fetch a file that the gateway keeps, by the handle that an answer or error names',
  description: 'Without --output its content goes to stdout.',
  arguments: [{ name: 'id', description: 'Handle of the file: file_…' }],
  flags: { output: { type: 'string', description: 'Save it to this file, or under its own name into this folder' } },
  examples: ['porin file get FILE_ID --output export.csv', 'porin file get FILE_ID > export.csv'],
  load: async () => (await import('../local/file-get.ts')).fileGet,
});
