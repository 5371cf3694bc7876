/** The commands in a Markdown text's fenced `sh` blocks, in order: continued lines and quoted line breaks are one. */
export function readmeCommands(markdown: string): string[] {
  const commands: string[] = [];
  for (const [, block] of markdown.matchAll(/^```sh\n([\s\S]*?)^```$/gm)) {
    let command = '';
    for (const line of block!.split('\n')) {
      command += command === '' ? line : `\n${line}`;
      if (command.endsWith('\\') || hasOpenQuote(command)) continue;
      if (command.trim() !== '' && !command.startsWith('#')) commands.push(command.trim());
      command = '';
    }
    if (command.trim() !== '') throw new Error(`a command of the README does not end: ${command}`);
  }
  return commands;
}

/** Single and double quotes as the shell pairs them, without escapes: the README has none. */
function hasOpenQuote(text: string): boolean {
  let open = '';
  for (const character of text) {
    if (open === '' && (character === "'" || character === '"')) open = character;
    else if (character === open) open = '';
  }
  return open !== '';
}
