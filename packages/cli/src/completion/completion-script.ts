import type { Command } from 'commander';

/** Words that may follow each chain of verbs: `''`, `models`, `models list`. */
function wordsByVerb(command: Command, chain = ''): [chain: string, words: string[]][] {
  const verbs = command.commands.map((verb) => verb.name());
  const flags = command.options.map(({ long, short }) => long ?? short ?? '').filter(Boolean);
  const own: [string, string[]] = [chain, [...verbs, ...flags, '--help']];
  const below = command.commands.flatMap((verb) =>
    wordsByVerb(verb, `${chain} ${verb.name()}`.trim()),
  );
  return [own, ...below];
}

/**
 * The completion script for a shell, made from the program's own verbs and flags, so that it knows
 * every one of them. Files are completed where nothing else is known.
 */
export function completionScript(shell: 'bash' | 'zsh' | 'fish', program: Command): string {
  const table = wordsByVerb(program);
  if (shell === 'fish') return fish(table);
  const cases = table
    .map(([chain, words]) => `      '${chain}') known='${words.join(' ')}' ;;`)
    .join('\n');
  return shell === 'bash' ? bash(cases) : zsh(cases);
}

/** Finds the words for the longest known beginning of `chain`. */
function lookUp(cases: string): string {
  return `  while :; do
    case "$chain" in
${cases}
    esac
    [[ -n $known || $chain != *' '* ]] && break
    chain="\${chain% *}"
  done`;
}

function bash(cases: string): string {
  return `_trainyard() {
  local chain='' known='' word current="\${COMP_WORDS[COMP_CWORD]}"
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word == -* ]] && break
    chain="\${chain:+$chain }$word"
  done
${lookUp(cases)}
  COMPREPLY=($(compgen -W "$known" -- "$current") $(compgen -f -- "$current"))
}
complete -F _trainyard trainyard
`;
}

/** Works as a file of `fpath`, where its first line counts, and when it is sourced. */
function zsh(cases: string): string {
  return `#compdef trainyard
_trainyard() {
  local chain='' known='' word
  for word in "\${(@)words[2,CURRENT-1]}"; do
    [[ $word == -* ]] && break
    chain="\${chain:+$chain }$word"
  done
${lookUp(cases)}
  compadd -- \${=known}
  _files
}
if [[ $funcstack[1] == _trainyard ]]; then _trainyard "$@"; else compdef _trainyard trainyard; fi
`;
}

function fish(table: [string, string[]][]): string {
  const lines = table.flatMap(([chain, words]) =>
    words.map((word) => {
      const seen = chain
        .split(' ')
        .filter(Boolean)
        .map((verb) => `__fish_seen_subcommand_from ${verb}`);
      const condition = seen.length > 0 ? seen.join('; and ') : '__fish_use_subcommand';
      const what = word.startsWith('--') ? `-l ${word.slice(2)}` : `-a ${word}`;
      return `complete -c trainyard -n '${condition}' ${what}`;
    }),
  );
  return `${lines.join('\n')}\n`;
}
