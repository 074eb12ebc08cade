import type { CommandInput } from '../../../../kernel/command.ts';
import { exitCodes, PorinError } from '../../../../kernel/errors.ts';
import type { CliContext } from '../../context.ts';

// The shell tells what is typed, the program answers `value<tab>description` lines; see complete.ts.
// The word under the cursor comes first, behind a `=`: some shells drop an empty one.

const bash = String.raw`_porin_complete() {
  local IFS=$'\n' current="${'$'}{COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=($("$1" __complete bash "=$current" "$COMP_POINT" "$COMP_LINE" 2>/dev/null))
  if [[ ${'$'}{#COMPREPLY[@]} -eq 1 && ${'$'}{COMPREPLY[0]} == *[/=@] ]]; then compopt -o nospace 2>/dev/null; fi
}
complete -o nosort -F _porin_complete porin membrane 2>/dev/null || complete -F _porin_complete porin membrane
`;

const zsh = String.raw`#compdef porin membrane
_porin() {
  local line value
  local -a whole open
  for line in "${'$'}{(@f)$("${'$'}{words[1]}" __complete zsh "=${'$'}{(Q)words[CURRENT]}" "${'$'}{(@Q)words[2,CURRENT-1]}" 2>/dev/null)}"; do
    [[ -z $line ]] && continue
    value=${'$'}{line%%$'\t'*}
    line="${'$'}{value//:/\\:}:${'$'}{line#*$'\t'}"
    if [[ $value == *[/=@] ]]; then open+=("$line"); else whole+=("$line"); fi
  done
  (( ${'$'}{#whole} )) && _describe -V -t values 'porin' whole
  (( ${'$'}{#open} )) && _describe -V -t open 'porin' open -S ''
}
if [[ "${'$'}{funcstack[1]}" == "_porin" ]]; then _porin "$@"; else compdef _porin porin membrane; fi
`;

const fish = `function __porin_complete
    set -l words (commandline -opc)
    # A quote that is still open belongs to the line, not to the word.
    set -l current (string replace -r '^["\\']' '' -- (commandline -ct))
    set -l program $words[1]
    set -e words[1]
    command $program __complete fish "=$current" $words 2>/dev/null
end
for name in porin membrane
    complete -c $name -f -a '(__porin_complete)'
end
`;

const powershell = `Register-ArgumentCompleter -Native -CommandName porin, membrane -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $program = $commandAst.CommandElements[0].ToString()
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
    Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.ToString().Trim('"', "'") })
  & $program __complete powershell "=$wordToComplete" @words 2>$null | ForEach-Object {
    $value, $text = $_ -split "\`t", 2
    if (-not $text) { $text = $value }
    [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $text)
  }
}
`;

const scripts: Readonly<Record<string, string>> = { bash, zsh, fish, powershell, pwsh: powershell };

/** Prints the completion script of a shell. Errors: `bad_request` for a shell that there is none for. */
export async function completionScript({ out }: CliContext, given: CommandInput): Promise<number> {
  const shell = given.arguments['shell'];
  if (typeof shell !== 'string') {
    throw new PorinError('bad_request', 'Say for which shell', {
      hint: 'There are: bash, zsh, fish, powershell; porin completion --help shows where each goes',
    });
  }
  const script = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined;
  if (script === undefined) {
    throw new PorinError('bad_request', `There is no completion for the shell ${JSON.stringify(shell)}`, {
      hint: 'There are: bash, zsh, fish, powershell',
    });
  }
  if (out.isJson) out.json({ shell, script });
  else out.raw(script);
  return exitCodes.ok;
}
