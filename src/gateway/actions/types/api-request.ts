import { z } from 'zod';
import { fillPath, passedHeaders, readRawRequest } from './raw-request.ts';
import {
  answerOf,
  answerSchema,
  effectOfRequest,
  methodOrFormula,
  textOrFormula,
  valuesOrFormula,
} from './request-config.ts';
import { isRecord, savedType } from './saved-type.ts';

const request = z.strictObject({
  path: textOrFormula,
  method: methodOrFormula.optional(),
  pathParameters: valuesOrFormula.optional(),
  query: valuesOrFormula.optional(),
  data: z.unknown().optional(),
  body: z.unknown().optional(),
  headers: valuesOrFormula.optional(),
});

/** One request to the connection's app; its values may be formulas, and `{name}` in its path takes a path parameter. */
export default savedType({
  type: 'api-request-to-external-app',
  needsConnection: true,
  config: z.strictObject({
    request,
    responseSchema: z.record(z.string(), z.unknown()).optional(),
    allowNon2xx: z.boolean().optional(),
  }),
  formulas: ['request'],
  effect: ({ request }) => effectOfRequest(request),
  outputSchema: ({ responseSchema }) => answerSchema(responseSchema),
  compile: (_, { config, resolve }) => ({
    async request(input) {
      const resolved = await resolve(config.request, input);
      const { path, pathParameters, data, body, headers, ...rest } = isRecord(resolved) ? resolved : {};
      const raw = {
        ...rest,
        path: typeof path === 'string' ? fillPath(path, pathParameters, 'request') : path,
        headers: isRecord(headers) ? passedHeaders(headers) : headers,
        body: data === undefined ? body : data,
      };
      return { ...readRawRequest(raw, 'request'), ...(config.allowNon2xx ? { anyStatus: true } : {}) };
    },
    result: answerOf,
  }),
});
