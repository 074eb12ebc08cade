import { sameAt } from '../../../kernel/operation.ts';
import operation from '../customers/patch.ts';

export default sameAt(operation, 'PATCH /customer');
