import { sameAt } from '../../../kernel/operation.ts';
import operation from '../customers/put.ts';

export default sameAt(operation, 'PUT /customer');
