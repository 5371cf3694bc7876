import type { JsonObject } from '@stars/contracts';
import type { Command } from 'commander';
import { jsonObject, wholeNumber } from './option-values.js';
import { type Column, renderTable } from './table.js';
import { addVerb, type CommonOptions, printResult } from './verb.js';

export interface AddressOptions extends CommonOptions {
  address: string;
}

export interface ChangeOptions extends AddressOptions {
  expectedVersion?: number;
}

/** What tenants set by name and version over the API of a running server, such as surfaces. */
export interface VersionedSettings {
  /** One of them, such as "surface"; their JSON has it as a field. */
  noun: string;
  /** An example of what one says, as JSON. */
  example: string;
  /** What comes back after a deletion, for the help. */
  afterDelete?: string;
  list(name: string, address: string): Promise<{ json: JsonObject; histories: History[] }>;
  put(given: { name: string; content: object } & Expected, address: string): Promise<Changed>;
  rollBack(given: { name: string; version: number } & Expected, address: string): Promise<{ version: number }>;
  delete(given: { name: string } & Expected, address: string): Promise<{ version: number }>;
}

interface Changed {
  version: number;
  /** What a person should look at. */
  warnings?: readonly { code: string; message: string }[];
}

interface Expected {
  expected_version: number | undefined;
}

interface History {
  name: string;
  versions: JsonObject[];
}

/** Adds `list`, `show`, `put`, `roll-back` and `delete`. */
export function addVersionedVerbs(parent: Command, settings: VersionedSettings): void {
  const { noun, example, afterDelete = '' } = settings;
  const name = `name of the ${noun}`;
  addAddressed(parent, 'list', `all ${noun}s that count now`).action((options: AddressOptions) =>
    list(settings, '', options),
  );
  addAddressed(parent, 'show', `the versions of a ${noun}, newest first`)
    .argument('<name>', name)
    .action((given: string, options: AddressOptions) => list(settings, given, options));
  addChange(parent, 'put', `add a ${noun}, or a new version of it`)
    .argument('<name>', name)
    .argument('<content>', `what it says, as JSON: ${example}`, jsonObject)
    .action(async (given: string, content: object, options: ChangeOptions) => {
      const { expectedVersion: expected_version, address } = options;
      report(options, await settings.put({ name: given, content, expected_version }, address), `${given} is changed`);
    });
  addChange(parent, 'roll-back', 'let an earlier version count again')
    .argument('<name>', name)
    .argument('[version]', 'which one (default: the one before the newest)', wholeNumber, 0)
    .action(async (given: string, version: number, options: ChangeOptions) => {
      const { expectedVersion: expected_version, address } = options;
      const changed = await settings.rollBack({ name: given, version, expected_version }, address);
      report(options, changed, `${given} is rolled back`);
    });
  addChange(parent, 'delete', `delete a ${noun}${afterDelete}`)
    .argument('<name>', name)
    .action(async (given: string, options: ChangeOptions) => {
      const { expectedVersion: expected_version, address } = options;
      report(options, await settings.delete({ name: given, expected_version }, address), `${given} is deleted`);
    });
}

export const addAddressed = (parent: Command, verb: string, description: string): Command =>
  addVerb(parent, verb, description).option('--address <host:port>', 'gRPC address of the server', '127.0.0.1:50051');

const addChange = (parent: Command, verb: string, description: string): Command =>
  addAddressed(parent, verb, description).option(
    '--expected-version <n>',
    'the newest version that you know, 0 for none: fail if there is another',
    wholeNumber,
  );

export function report(options: AddressOptions, { version, warnings = [] }: Changed, said: string): void {
  const json = {
    version,
    ...(warnings.length > 0 ? { warnings: warnings.map(({ code, message }) => ({ code, message })) } : {}),
  };
  printResult(options, json, `${said}: version ${version}.\n${renderWarnings(warnings)}`);
}

export const renderWarnings = (warnings: NonNullable<Changed['warnings']>): string =>
  warnings.map(({ code, message }) => `! ${code}: ${message}\n`).join('');

async function list(settings: VersionedSettings, name: string, options: AddressOptions): Promise<void> {
  const { json, histories } = await settings.list(name, options.address);
  const rows = histories.flatMap((each) => each.versions.map((version) => ({ ...version, name: each.name }) as Row));
  printResult(options, json, `${renderTable(columns(settings.noun), rows)}\n`);
}

/** One version, as JSON, with its content in the field of the noun. */
interface Row extends JsonObject {
  name: string;
  version: number;
  changed_by: string;
  changed_time?: string;
}

/** What one says, without what it does not say. */
function contentOf(content: JsonObject | undefined): string {
  if (content === undefined) return 'deleted';
  const isSaid = ([, value]: [string, unknown]): boolean =>
    !(value === 0 || value === '' || value === 'unspecified' || (Array.isArray(value) && value.length === 0));
  return JSON.stringify(Object.fromEntries(Object.entries(content).filter(isSaid)));
}

const columns = (noun: string): Column<Row>[] => [
  { title: noun, value: ({ name }) => name },
  { title: 'version', value: ({ version }) => (version === 0 ? 'settings' : version), right: true },
  { title: 'changed', value: ({ changed_time: time = '' }) => time.slice(0, 16).replace('T', ' ') },
  { title: 'by', value: ({ changed_by: who }) => who },
  { title: 'says', value: (row) => contentOf(row[noun] as JsonObject | undefined) },
];
