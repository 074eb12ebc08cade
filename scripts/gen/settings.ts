/** What the settings page shows of one setting. */
export interface SettingFace {
  readonly name: string;
  readonly description: string;
  readonly env?: string;
  readonly flag?: string;
  readonly default?: unknown;
}

/** The page of all settings. */
export function renderSettings(settings: readonly SettingFace[]): string {
  const rows = settings.map(({ name, env, flag, description, ...rest }) => {
    const preset = rest.default === undefined ? '' : `\`${String(rest.default)}\``;
    return `| \`${name}\` | ${env ? `\`${env}\`` : ''} | ${flag ? `\`${flag}\`` : ''} | ${preset} | ${description} |\n`;
  });
  return `# Settings\n\n| name | environment | flag | default | what it does |\n|---|---|---|---|---|\n${rows.join('')}`;
}
