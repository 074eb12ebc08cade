import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { foundView } from '../../../kernel/views-integrations.ts';
import search from './list.ts';

export default defineOperation({
  summary: 'Search like /search, and answer with the list alone',
  http: 'GET /semantic-search',
  scope: 'actions:read',
  input: search.input,
  output: z.array(foundView),
  run: async (ctx, input) => (await search.run(ctx, input)).items,
});
