import { sameAt } from '../../../kernel/operation.ts';
import operation from '../customers/get.ts';

export default sameAt(operation, 'GET /customer');
