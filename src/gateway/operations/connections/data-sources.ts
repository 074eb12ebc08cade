import { defineOperation } from '../../../kernel/operation.ts';
import flows from './flows.ts';

export default defineOperation({
  ...flows,
  summary: 'List data sources of a connection: there are none',
  http: 'GET /connections/{id}/data-sources',
});
