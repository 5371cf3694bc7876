/** ```` ```sh ```` opens commands that CI runs, ```` ```sh no-ci ```` commands that it does not run. */
const FENCE = /^( *)```([^\n`]*)\n([\s\S]*?)^\1```$/gm;
const REASON = /<!-- not run by CI: (.+?) -->\n$/;

/** The commands in a Markdown text's fenced `sh` blocks, in order: continued lines and quoted line breaks are one. */
export function readmeCommands(markdown: string): string[] {
  return [...markdown.matchAll(FENCE)]
    .filter(([, , language]) => language === 'sh')
    .flatMap(([, indent, , block]) => commandsOf(block!.replaceAll(new RegExp(`^${indent}`, 'gm'), '')));
}

/** Commands that CI does not run. */
export interface LeftOut {
  commands: string;
  reason: string;
}

/**
 * The blocks that are marked ```` ```sh no-ci ````, with the reason, which stands before each as
 * `<!-- not run by CI: REASON -->`. Errors: a block without a reason, and shell commands that are marked in another way.
 */
export function leftOutCommands(markdown: string): LeftOut[] {
  return [...markdown.matchAll(FENCE)].flatMap(([, , language, block], at, all) => {
    if (!/^(sh|bash|shell|console|zsh)\b/.test(language!) || language === 'sh') return [];
    if (language !== 'sh no-ci') throw new Error(`write \`\`\`sh or \`\`\`sh no-ci instead of \`\`\`${language}`);
    const before = markdown.slice(0, all[at]!.index);
    const reason = REASON.exec(before)?.[1];
    const commands = block!.trim();
    if (reason === undefined) throw new Error(`<!-- not run by CI: REASON --> is missing before: ${commands}`);
    return [{ commands, reason }];
  });
}

function commandsOf(block: string): string[] {
  const commands: string[] = [];
  let command = '';
  for (const line of block.split('\n')) {
    command += command === '' ? line : `\n${line}`;
    if (command.endsWith('\\') || hasOpenQuote(command)) continue;
    if (command.trim() !== '' && !command.startsWith('#')) commands.push(command.trim());
    command = '';
  }
  if (command.trim() !== '') throw new Error(`a command of the page does not end: ${command}`);
  return commands;
}

/** Single and double quotes as the shell pairs them, without escapes: no page has one. */
function hasOpenQuote(text: string): boolean {
  let open = '';
  for (const character of text) {
    if (open === '' && (character === "'" || character === '"')) open = character;
    else if (character === open) open = '';
  }
  return open !== '';
}
