import { integerOf, textOf } from '../http/fields.ts';
import type { Channel } from './channel.ts';
import { type Room, segmentsOf, truncated } from './segments.ts';

const room: Room = { gsm: [300, 300], unicode: [150, 150] };
const maxParts = 4;

/** Languages that calls are spoken in, with the voices of each. */
export const languages: readonly {
  readonly code: string;
  readonly country: string;
  readonly gender: readonly string[];
}[] = [
  { code: 'en-us', country: 'English (US)', gender: ['female', 'male'] },
  { code: 'en-au', country: 'English (Australia)', gender: ['female', 'male'] },
  { code: 'en-gb', country: 'English (UK)', gender: ['female', 'male'] },
  { code: 'en-in', country: 'English (India)', gender: ['female'] },
  { code: 'da-dk', country: 'Danish (Denmark)', gender: ['female', 'male'] },
  { code: 'nl-nl', country: 'Dutch (Netherlands)', gender: ['female', 'male'] },
  { code: 'fr-fr', country: 'French (France)', gender: ['female', 'male'] },
  { code: 'fr-ca', country: 'French (Canada)', gender: ['female'] },
  { code: 'de-de', country: 'German (Germany)', gender: ['female', 'male'] },
  { code: 'it-it', country: 'Italian (Italy)', gender: ['female', 'male'] },
  { code: 'ja-jp', country: 'Japanese (Japan)', gender: ['female', 'male'] },
  { code: 'nb-no', country: 'Norwegian (Norway)', gender: ['female'] },
  { code: 'pl-pl', country: 'Polish (Poland)', gender: ['female', 'male'] },
  { code: 'pt-br', country: 'Portuguese (Brazil)', gender: ['female', 'male'] },
  { code: 'ru-ru', country: 'Russian (Russia)', gender: ['female', 'male'] },
  { code: 'es-es', country: 'Spanish (Spain)', gender: ['female', 'male'] },
  { code: 'sv-se', country: 'Swedish (Sweden)', gender: ['female'] },
];

function languageOf(value: unknown) {
  const code = (textOf(value) || 'en-au').toLowerCase();
  return languages.find((language) => language.code === code);
}

/** Calls that speak a text. */
export const voice: Channel = {
  name: 'voice',
  queued: 'Messages queued for delivery.',
  cancelled: () => 'Voice have been cancelled.',
  cancelledAll: (count) => `${count} messages have been cancelled.`,
  fit: (text) => {
    const body = truncated(text, maxParts, room);
    return { body, parts: segmentsOf(body, room).parts };
  },
  refusal: ({ lang, voice: gender }) => {
    const language = languageOf(lang);
    if (language === undefined) return 'INVALID_LANG';
    const spoken = (textOf(gender) || 'female').toLowerCase();
    return language.gender.includes(spoken) ? undefined : 'INVALID_VOICE';
  },
  extra: (message) => ({
    lang: languageOf(message['lang'])?.code ?? textOf(message['lang']) ?? null,
    voice: (textOf(message['voice']) || 'female').toLowerCase(),
    require_input: integerOf(message['require_input']) ?? 0,
    machine_detection: integerOf(message['machine_detection']) ?? 0,
    to_type: 'mobile',
  }),
};
