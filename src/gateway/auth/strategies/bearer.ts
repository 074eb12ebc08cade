import { nothing, type Strategy } from '../strategy.ts';
import { compileTemplate } from '../template.ts';

/** A bearer token (RFC 6750), always in the header. */
export const bearer: Strategy<'bearer'> = (option) => {
  const template = compileTemplate(option.token);
  return (values) => {
    const token = template(values);
    return { headers: { authorization: `Bearer ${token}` }, query: nothing, secrets: [token] };
  };
};
