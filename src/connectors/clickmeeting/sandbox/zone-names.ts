import { getAllCountries, getTimezone } from 'countries-and-timezones';

/** Old names that Node keeps for cities whose new name shares another city's rules, so that nothing there says it is new. */
const renamed: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Coral_Harbour': 'America/Atikokan',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};

function listZones(): string[] {
  const known = new Set(Intl.supportedValuesOf('timeZone'));
  const current = [...known].map((name) => {
    const target = getTimezone(name)?.aliasOf;
    return renamed[name] ?? (target != null && !known.has(target) ? target : name);
  });
  const used = Object.values(getAllCountries()).flatMap(({ timezones }) => timezones);
  return [...new Set([...current, ...used, 'UTC'])].sort();
}

/**
 * The zones of zone.tab and UTC, as the service lists them: no legacy aliases, but cities like Europe/Oslo that
 * share another city's rules. The package merges those, Node's own list has some cities under old names.
 */
export const zoneNames: readonly string[] = listZones();
