import { PorinError } from '../../../kernel/errors.ts';
import { nothing, type Strategy } from '../strategy.ts';
import { compileTemplate } from '../template.ts';

/** HTTP Basic in UTF-8 (RFC 7617). Errors: `client_action_required` for a user name with a colon, which Basic cannot carry. */
export const basic: Strategy<'basic'> = (option) => {
  const username = compileTemplate(option.username);
  const password = compileTemplate(option.password);
  return (values) => {
    const user = username(values);
    if (user.includes(':')) {
      throw new PorinError('client_action_required', 'The user name holds a colon, which HTTP Basic cannot carry', {
        hint: 'Connect again with the user name alone',
      });
    }
    const encoded = Buffer.from(`${user}:${password(values)}`, 'utf8').toString('base64');
    return { headers: { authorization: `Basic ${encoded}` }, query: nothing, secrets: [encoded] };
  };
};
