const COMMAND = 'node tools/repo/scripts/generate-reference.mjs';

/** A generated page: its title, a note on its sources and its command, then its parts. */
export function page(title: string, sources: string, parts: readonly string[]): string {
  const note = `This page is generated from ${sources}. Do not edit it: change the source, then run \`${COMMAND}\`.`;
  return `${[`# ${title}`, note, ...parts].join('\n\n')}\n`;
}

/** A table. Cells are Markdown; a line break becomes a space, and `|` is escaped. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

export const code = (text: string): string => (text === '' ? '' : `\`${text}\``);

/** Makes a sentence of a phrase. */
export function sentence(text: string): string {
  const trimmed = text.trim().replace(/\s+/g, ' ');
  if (trimmed === '') return '';
  const first = trimmed[0]!.toUpperCase() + trimmed.slice(1);
  return /[.?!:]$/.test(first) ? first : `${first}.`;
}

const cell = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();
