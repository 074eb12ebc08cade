/** Where hosts look for skills: below a project, and below a user's home. */
const places = {
  agents: { project: '.agents/skills', user: '.agents/skills' },
  claude: { project: '.claude/skills', user: '.claude/skills' },
  codex: { project: '.agents/skills', user: '.agents/skills' },
  cursor: { project: '.cursor/skills', user: '.cursor/skills' },
  gemini: { project: '.gemini/skills', user: '.gemini/skills' },
  vscode: { project: '.github/skills', user: '.copilot/skills' },
} as const;

/** The names that `--host` takes. */
export const skillHosts: readonly string[] = Object.keys(places);

/** The folder of a host's skills, relative to the project or the home. */
export function skillFolder(host: string, whose: 'project' | 'user'): string {
  // The command line has checked the name.
  return places[host as keyof typeof places][whose];
}
