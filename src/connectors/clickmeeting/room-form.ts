import type { HttpBody } from '../../kernel/http.ts';
import { form } from './form.ts';

interface RoomFields {
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
  readonly encryption_enabled?: boolean | undefined;
}

/** The form of a room to make or change; the app takes encryption only inside `settings`. */
export function roomForm({
  settings,
  encryption_enabled,
  ...fields
}: RoomFields & Readonly<Record<string, unknown>>): HttpBody {
  const encryption = encryption_enabled === undefined ? {} : { encryption_enabled };
  const switches = { ...settings, ...encryption };
  return form({ ...fields, ...(Object.keys(switches).length === 0 ? {} : { settings: switches }) });
}
