import { nothing, type Strategy } from '../strategy.ts';
import { compileTemplate } from '../template.ts';

/** Several headers together, such as an account id and a passcode. */
export const headers: Strategy<'headers'> = (option) => {
  const templates = Object.entries(option.headers).map(
    ([name, text]) => [name.toLowerCase(), compileTemplate(text)] as const,
  );
  return (values) => {
    const filled = templates.map(([name, template]): [string, string] => [name, template(values)]);
    return { headers: Object.fromEntries(filled), query: nothing, secrets: [] };
  };
};
