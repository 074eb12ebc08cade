import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';

export default defineCommand<CliContext>({
  command: 'completion',
  summary: 'Print the script that completes commands, flags, connections and actions in your shell',
  description:
    'For both names of the program. Put the line of your shell into its start file, or save what is printed where it looks for completions.',
  arguments: [{ name: 'shell', description: 'bash, zsh, fish or powershell', optional: true }],
  examples: [
    `eval "$(porin completion bash)"                          # in ~/.bashrc`,
    `eval "$(porin completion zsh)"                           # in ~/.zshrc, after compinit`,
    'porin completion fish > ~/.config/fish/completions/porin.fish',
    'porin completion powershell | Out-String | Invoke-Expression',
  ],
  load: async () => (await import('../local/completion/script.ts')).completionScript,
});
