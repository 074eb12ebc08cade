import type { ChannelName } from '../collections.ts';

/** Australian dollars, in ten-thousandths, for one part of a text message. */
const smsPrices: Readonly<Record<string, number>> = {
  AE: 755,
  AR: 1190,
  AT: 1350,
  AU: 715,
  BD: 1180,
  BE: 1520,
  BR: 495,
  CA: 246,
  CH: 1120,
  CL: 890,
  CN: 640,
  CO: 95,
  CZ: 1160,
  DE: 1495,
  DK: 760,
  EG: 1680,
  ES: 1210,
  FI: 1270,
  FR: 1130,
  GB: 650,
  GR: 1020,
  HK: 1010,
  HU: 1330,
  ID: 1990,
  IE: 1180,
  IL: 470,
  IN: 620,
  IT: 1310,
  JP: 1380,
  KE: 650,
  KR: 590,
  MX: 720,
  MY: 790,
  NG: 940,
  NL: 1480,
  NO: 1120,
  NZ: 1390,
  PH: 640,
  PK: 2190,
  PL: 540,
  PT: 690,
  RO: 1080,
  RU: 2870,
  SA: 690,
  SE: 930,
  SG: 740,
  TH: 450,
  TR: 340,
  TW: 980,
  UA: 1640,
  US: 168,
  VN: 1450,
  ZA: 470,
};
const otherSms = 1500;

/** Countries to which a new account cannot send: the service asks for a registration first. */
export const usuallyBlocked = ['NG', 'PK', 'RU'] as const;

/** Price of one message, in ten-thousandths. */
export function priceOf(channel: ChannelName, country: string, parts: number): number {
  const sms = smsPrices[country] ?? otherSms;
  if (channel === 'sms') return sms * parts;
  // Calls cost a little more than texts; an MMS is one price whatever its length.
  return channel === 'voice' ? Math.round(sms * 1.2) * parts : Math.round(sms * 4);
}

const rates: Readonly<Record<string, number>> = { AUD: 1, USD: 0.66, GBP: 0.52, EUR: 0.61 };

/** The same amount in another currency. */
export function inCurrency(price: number, currency: string): number {
  return Math.round(price * (rates[currency] ?? 1));
}
