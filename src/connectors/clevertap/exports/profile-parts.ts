import { z } from 'zod';

/** Which parts of profiles are given. */
export const profileParts = {
  include_properties: z.boolean().default(true).describe('Give profileData, the custom properties. Default true'),
  include_events: z.boolean().default(true).describe('Give how often each person did each event. Default true'),
  include_devices: z.boolean().default(true).describe('Give platformInfo, the devices. Default true'),
};

interface Parts {
  readonly include_properties: boolean;
  readonly include_events: boolean;
  readonly include_devices: boolean;
}

/** The same as the app's query has it. */
export function partsQuery({ include_properties, include_events, include_devices }: Parts) {
  return { profile: include_properties, events: include_events, app: include_devices };
}
