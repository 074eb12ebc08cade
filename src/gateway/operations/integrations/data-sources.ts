import { defineOperation } from '../../../kernel/operation.ts';
import flows from './flows.ts';

export default defineOperation({
  ...flows,
  summary: 'List data sources of an integration: there are none',
  http: 'GET /integrations/{id}/data-sources',
});
