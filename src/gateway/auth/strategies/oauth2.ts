import { nothing, type Strategy } from '../strategy.ts';
import { compileTemplate } from '../template.ts';

const accessToken = compileTemplate('{accessToken}');

/** The access token as a bearer (RFC 6750), always in the header. */
export const oauth2: Strategy<'oauth2'> = () => (values) => {
  const token = accessToken(values);
  return { headers: { authorization: `Bearer ${token}` }, query: nothing, secrets: [token] };
};
