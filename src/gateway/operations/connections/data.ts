import { defineOperation } from '../../../kernel/operation.ts';
import flows from './flows.ts';

export default defineOperation({
  ...flows,
  summary: 'List data collections of a connection: there are none',
  http: 'GET /connections/{id}/data',
});
