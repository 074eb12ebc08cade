import { getCountry, getTimezone } from 'countries-and-timezones';
import { notFound } from './http/refusal.ts';
import { ok, type Route } from './http/route.ts';
import { zoneNames } from './zone-names.ts';

const zoneSet = new Set<string>(zoneNames);

/** Zones of a country by its ISO code in any letter case; none for a code that no country has. Errors: Refusal 404 for no code at all. */
function zonesOfCountry(text: string): string[] {
  const code = text.toUpperCase();
  if (!/^[A-Z]{2}$/.test(code)) {
    throw notFound(
      'country',
      `No country ${JSON.stringify(text.slice(0, 50))}: send an ISO 3166-1 code of two letters`,
    );
  }
  // The vendor's own examples ask for the country 'en' and go on.
  const country = getCountry(code, { deprecated: true });
  const zones: string[] = (country?.timezones ?? []).filter((name) => zoneSet.has(name));
  // Norway's own Europe/Oslo is an alias of Europe/Berlin, so the package names both.
  const isBorrowed = (zone: string): boolean =>
    getTimezone(zone)?.countries[0] !== code && zones.some((other) => getTimezone(other)?.aliasOf === zone);
  return zones.filter((zone) => !isBorrowed(zone)).sort();
}

export const timeZoneRoutes: readonly Route[] = [
  { method: 'GET', path: '/time_zone_list', handle: () => ok(zoneNames) },
  {
    method: 'GET',
    path: '/time_zone_list/:country',
    handle: ({ params }) => ok(zonesOfCountry(params['country'] ?? '')),
  },
];
