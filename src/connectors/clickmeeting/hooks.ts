import { defineHooks } from '../../kernel/connector.ts';
import type { HttpResponse } from '../../kernel/http.ts';
import { intOf, recordOf, textOf } from '../../kernel/shape.ts';
import { adviceOnRoom } from './rooms/wrong-room.ts';

/**
 * Explains the app's error body: `{"code", "name", "errors": [{"name", "message"}]}`.
 * Every message is given with the name of what it is about; old endpoints answer a bare text such as "404 Not Found".
 */
export default defineHooks({
  refusal(response: HttpResponse) {
    const { body } = response;
    if (typeof body === 'string' && /^[45]\d\d [A-Z]/.test(body.trim()))
      return refusal(body.trim(), Number.parseInt(body, 10));
    const record = recordOf(body);
    const code = intOf(record?.['code']);
    const isError = response.status >= 400 || (code !== undefined && code >= 400);
    if (!record || !isError) return undefined;
    const errors = Array.isArray(record['errors']) ? record['errors'] : [];
    const messages = errors.flatMap((error) => explained(error) ?? []);
    const message = messages.length > 0 ? messages.join('; ') : textOf(record['message']);
    const name = textOf(record['name']);
    if (message === undefined && name === undefined) return undefined;
    const text = [name, message].filter((part) => part !== undefined && part !== '').join(': ');
    return refusal(text, response.status >= 400 ? response.status : (code ?? response.status), record['errors']);
  },
  advice: adviceOnRoom,
});

function refusal(message: string, status: number, details?: unknown) {
  const credentials = status === 401 ? { credentials: true } : {};
  return { message, ...credentials, ...(details === undefined ? {} : { details }) };
}

function explained(error: unknown): string | undefined {
  if (typeof error === 'string') return error;
  const record = recordOf(error);
  const name = textOf(record?.['name']);
  const message = textOf(record?.['message']);
  if (message === undefined || message === '') return name;
  return name === undefined || name === '' || message.includes(name) ? message : `${name}: ${message}`;
}
