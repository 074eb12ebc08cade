import type { Channel } from './channel.ts';
import { segmentsOf, truncated } from './segments.ts';

/** Puts a short address, always the same for one long address, in the place of each link. */
function withShortLinks(body: string): string {
  return body.replace(/https?:\/\/\S+/g, (link) => `https://smsg.us/${shortOf(link)}`);
}

function shortOf(link: string): string {
  let sum = 7;
  for (const character of link) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 60_466_176;
  return sum.toString(36).padStart(5, '0');
}

/** Text messages. */
export const sms: Channel = {
  name: 'sms',
  queued: 'Messages queued for delivery.',
  cancelled: (id) => `Message ${id} has been cancelled.`,
  cancelledAll: (count) => `${count} messages has been cancelled.`,
  fit: (text, maxParts) => {
    const body = truncated(text, maxParts);
    return { body, parts: segmentsOf(body).parts };
  },
  refusal: () => undefined,
  extra: () => ({}),
};

/** Text messages of a request that asks for short links. */
export const smsWithShortLinks: Channel = {
  ...sms,
  fit: (text, maxParts) => sms.fit(withShortLinks(text), maxParts),
};
