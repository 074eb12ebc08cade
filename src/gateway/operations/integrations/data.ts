import { defineOperation } from '../../../kernel/operation.ts';
import operations from './operations.ts';

export default defineOperation({
  ...operations,
  summary: 'List data collections of an integration: there are none, it has actions',
  http: 'GET /integrations/{id}/data',
});
