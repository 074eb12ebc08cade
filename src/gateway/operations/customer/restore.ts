import { sameAt } from '../../../kernel/operation.ts';
import operation from '../customers/restore.ts';

export default sameAt(operation, 'POST /customer/restore');
