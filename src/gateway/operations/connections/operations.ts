import { defineOperation } from '../../../kernel/operation.ts';
import flows from './flows.ts';

export default defineOperation({
  ...flows,
  summary: 'List operations of a connection: there are none',
  http: 'GET /connections/{id}/operations',
});
