import { nothing, type Strategy } from '../strategy.ts';
import { compileTemplate } from '../template.ts';

/** One key, in a header or in the query string. */
export const apiKey: Strategy<'api_key'> = (option) => {
  const template = compileTemplate(option.value);
  const name = option.in === 'header' ? option.name.toLowerCase() : option.name;
  return (values) => {
    const value = template(values);
    const pair = { [name]: value };
    return option.in === 'header'
      ? { headers: pair, query: nothing, secrets: [value] }
      : { headers: nothing, query: pair, secrets: [value] };
  };
};
