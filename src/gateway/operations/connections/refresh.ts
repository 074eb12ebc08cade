import { sameAt } from '../../../kernel/operation.ts';
import refreshCredentials from './refresh-credentials.ts';

export default sameAt(refreshCredentials, 'POST /connections/{id}/refresh');
