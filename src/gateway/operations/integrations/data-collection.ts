import { defineOperation } from '../../../kernel/operation.ts';
import operation from './operation.ts';

export default defineOperation({
  ...operation,
  summary: 'Refuse a data collection of an integration: it has actions',
  http: 'GET /integrations/{id}/data/{part}',
});
