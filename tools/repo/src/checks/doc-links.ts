import { existsSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const PAGES = ['*.md', 'docs/**/*.md', 'bench/**/*.md', '{clients,libs,services,tools,lab}/**/README.md'];
/** The changelog names files as they were at the time. */
const HISTORY = 'CHANGELOG.md';

/** Folders that a fresh clone does not have, such as data and set-up. */
const MADE_HERE = /^(node_modules|\.(?!ci$|github$).*)$/;

const FENCE = /^( *)(```|~~~)(\w*)[^\n]*\n([\s\S]*?)^\1\2$/gm;
const LINK = /\]\(\s*<?([^\s)>]+)>?(?:\s+"[^"]*")?\s*\)|^ {0,3}\[[^\]]+\]:\s*(\S+)|(?:href|src)="([^"]+)"/gm;
const HEADING = /^#{1,6}\s+(.+?)\s*#*$/gm;

/** The pages that people read, as paths from the root. */
function documentPages(root: string): string[] {
  const exclude = (path: string) => /(^|\/)(node_modules|dist)$/.test(path);
  return globSync(PAGES, { cwd: root, exclude }).sort();
}

/** Every relative link that leads nowhere, and every path of the repository in code that does not exist: `page: what`. */
export function brokenLinks(root: string): string[] {
  const folders = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !MADE_HERE.test(entry.name))
    .map(({ name }) => name);
  return documentPages(root).flatMap((page) => {
    const text = readFileSync(join(root, page), 'utf8');
    const links = linksIn(text).flatMap((target) => problemOf(root, page, target) ?? []);
    const paths =
      page === HISTORY ? [] : pathsIn(text, folders).filter((path) => globSync(path, { cwd: root }).length === 0);
    return [...links, ...paths.map((path) => `there is no ${path}`)].map((problem) => `${page}: ${problem}`);
  });
}

function linksIn(text: string): string[] {
  const prose = text.replace(FENCE, '').replace(/`[^`\n]*`/g, '``');
  return [...prose.matchAll(LINK)]
    .map(([, inline, defined, html]) => (inline ?? defined ?? html)!)
    .filter((target) => !/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(target));
}

function problemOf(root: string, page: string, target: string): string | undefined {
  const [path = '', anchor] = decodeURI(target).split('#');
  const file = path === '' ? join(root, page) : resolve(join(root, dirname(page)), path);
  if (relative(root, file).startsWith('..')) return `${target} leads out of the repository`;
  if (!existsSync(file)) return `${target} does not exist`;
  if (anchor === undefined || statSync(file).isDirectory() || !file.endsWith('.md')) return undefined;
  return anchorsIn(readFileSync(file, 'utf8')).has(anchor) ? undefined : `${target}: there is no heading #${anchor}`;
}

/** Anchors of headings, as GitHub makes them: a repeated name gets -1, -2 and so on. */
function anchorsIn(text: string): Set<string> {
  const anchors = new Set([...text.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, name]) => name!));
  const seen = new Map<string, number>();
  for (const [, heading] of text.replace(FENCE, '').matchAll(HEADING)) {
    const slug = heading!
      .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
      .replaceAll(' ', '-');
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    anchors.add(times === 0 ? slug : `${slug}-${times}`);
  }
  return anchors;
}

/**
 * Words of inline code and of shell commands that begin with a folder of the repository, such as `libs/model/src`. A
 * `<part>` stands for any name, a `:12` at the end for a line.
 */
function pathsIn(text: string, folders: readonly string[]): string[] {
  const shell = [...text.matchAll(FENCE)]
    .filter(([, , , language]) => language === 'sh')
    .map(([, , , , code]) => code!);
  const inline = [...text.replace(FENCE, '').matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!);
  const words = [...shell, ...inline].flatMap((code) => code.split(/[\s'"(),;=]+/));
  const paths = words
    .filter((word) => folders.some((folder) => word.startsWith(`${folder}/`)) && !/[$…]/.test(word))
    .map((word) =>
      word
        .replace(/:\d+$/, '')
        .replace(/<[^>]+>/g, '*')
        .replace(/\/$/, ''),
    );
  return [...new Set(paths)];
}
