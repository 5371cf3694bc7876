import { readFile } from 'node:fs/promises';
import type { Problem } from './config-invalid.js';
import { SETTINGS, TOOL_VARIABLES } from './known-settings.js';
import { nearestName } from './nearest-name.js';

/** What is looked at before the file is. */
const READ_BEFORE: readonly string[] = ['STARS_CONFIG', 'STARS_KERNELS'];

type Environment = Record<string, string | undefined>;

/**
 * Prepares the environment of a process for `parseConfig`, once, before anything reads it. Settings of the file that STARS_CONFIG
 * names go into it, unless it says them itself. What Kubernetes says of Services whose names begin with `stars` leaves it.
 * @returns what is wrong with the file, and each name in it or in the environment that nobody knows.
 */
export async function takeSettings(env: Environment): Promise<Problem[]> {
  const own = Object.keys(env).filter((name) => name.startsWith('STARS_') && env[name]);
  for (const name of own) if (isServiceLink(name, env[name]!)) delete env[name];
  const unknown = own.filter((name) => env[name] && !isKnown(name));
  const problems: Problem[] = unknown.map((name) => [name, `is not known${hintFor(name)}`]);
  const path = env['STARS_CONFIG'];
  if (!path) return problems;
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return [...problems, ['STARS_CONFIG', `the file cannot be read (${code})`]];
  }
  const { given, wrong } = await settingsIn(text);
  const isSaid = (name: string): boolean =>
    Boolean(env[name] || env[`${name}_FILE`] || env[name.replace(/_FILE$/, '')]);
  const added = Object.entries(given).filter(([name]) => !isSaid(name));
  Object.assign(env, Object.fromEntries(added));
  return [...problems, ...wrong];
}

/**
 * With a Service `stars-tagger`, Kubernetes sets `STARS_TAGGER_SERVICE_HOST` and `STARS_TAGGER_PORT=tcp://…` in all containers of
 * its namespace, unless the pod has `enableServiceLinks: false`.
 */
export const isServiceLink = (name: string, value: string): boolean =>
  /_SERVICE_(HOST|PORT(_[A-Z0-9_]+)?)$|_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$/.test(name) ||
  (name.endsWith('_PORT') && /^(tcp|udp|sctp):\/\//.test(value));

const isKnown = (name: string): boolean =>
  SETTINGS.includes(name) || TOOL_VARIABLES.includes(name) || name.startsWith('STARS_TEST_');

function hintFor(name: string): string {
  const nearest = nearestName(name, SETTINGS);
  return nearest === undefined ? '' : `; did you mean ${nearest}?`;
}

interface FromFile {
  given: Record<string, string>;
  wrong: Problem[];
}

/** The settings of a YAML text, as environment variables have them. No problem repeats a part of it: it may have secrets. */
async function settingsIn(text: string): Promise<FromFile> {
  const { isMap, isScalar, LineCounter, parseDocument } = await import('yaml');
  const lineCounter = new LineCounter();
  // `failsafe`: all values are texts, written as they are in the file.
  const file = parseDocument(text, { schema: 'failsafe', lineCounter, prettyErrors: false, logLevel: 'silent' });
  const lineAt = (offset = 0): string => `line ${lineCounter.linePos(offset).line} of the file`;
  const [error] = file.errors;
  if (error) return { given: {}, wrong: [['STARS_CONFIG', `${lineAt(error.pos[0])} is no YAML (${error.code})`]] };
  const result: FromFile = { given: {}, wrong: [] };
  if (file.contents === null || (isScalar(file.contents) && file.contents.value === '')) return result;
  if (!isMap(file.contents)) return { ...result, wrong: [['STARS_CONFIG', 'the file is no list of NAME: value']] };
  for (const { key, value } of file.contents.items) {
    const written = isScalar(key) ? String(key.value) : '';
    const where = lineAt(isScalar(key) ? key.range?.[0] : undefined);
    // `NAME=secret` is one name, too.
    const name = /^\w+$/.test(written) ? written : '(a name)';
    if (!SETTINGS.includes(name)) {
      result.wrong.push([name, `is no setting (${where})${hintFor(name)}`]);
    } else if (READ_BEFORE.includes(name)) {
      result.wrong.push([name, `is read before the file: set it in the environment (${where})`]);
    } else if (value !== null && !isScalar(value)) {
      result.wrong.push([name, `must be one value, a text or a number (${where})`]);
    } else if (value?.value) result.given[name] = String(value.value);
  }
  return result;
}
