import { sameAt } from '../../../kernel/operation.ts';
import operation from '../customers/delete.ts';

export default sameAt(operation, 'DELETE /customer');
