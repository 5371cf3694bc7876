import { type JsonObject, requestFromJson, responseToJson, type SurfaceClient, surfaceClient } from '@stars/contracts';
import type { Command } from 'commander';
import { askServer } from '../ask-server.js';
import { callerSettings } from '../caller-settings.js';
import { jsonObject, wholeNumber } from '../option-values.js';
import { type Column, renderTable } from '../table.js';
import { addVerb, type CommonOptions, printResult } from '../verb.js';

interface SurfaceOptions extends CommonOptions {
  address: string;
}

interface ChangeOptions extends SurfaceOptions {
  expectedVersion?: number;
}

/** Shows and changes the surfaces of a running server. */
export function addSurfaces(program: Command): void {
  const surfaces = program
    .command('surfaces')
    .description('show and change what requests get that name a surface, while the server runs');
  add(surfaces, 'list', 'all surfaces that count now').action((options: SurfaceOptions) => list('', options));
  add(surfaces, 'show', 'the versions of a surface, newest first')
    .argument('<name>', 'name of the surface')
    .action(list);
  addChange(surfaces, 'put', 'add a surface, or a new version of it')
    .argument('<name>', 'name of the surface')
    .argument('<rules>', 'what it says, as JSON: {"k": 12, "category_caps": [{"items": 3}]}', jsonObject)
    .action((name: string, surface: object, options: ChangeOptions) => {
      const request = requestFromJson('PutSurface', { name, surface, expected_version: options.expectedVersion });
      return change(options, (client) => client.putSurface(request), `${name} is changed`);
    });
  addChange(surfaces, 'roll-back', 'let an earlier version count again')
    .argument('<name>', 'name of the surface')
    .argument('[version]', 'which one (default: the one before the newest)', wholeNumber, 0)
    .action((name: string, version: number, options: ChangeOptions) => {
      const { expectedVersion } = options;
      const request = requestFromJson('RollBackSurface', { name, version, expected_version: expectedVersion });
      return change(options, (client) => client.rollBackSurface(request), `${name} is rolled back`);
    });
  addChange(surfaces, 'delete', 'delete a surface; that of the settings counts again if there is one')
    .argument('<name>', 'name of the surface')
    .action((name: string, options: ChangeOptions) => {
      const request = requestFromJson('DeleteSurface', { name, expected_version: options.expectedVersion });
      return change(options, (client) => client.deleteSurface(request), `${name} is deleted`);
    });
}

const add = (surfaces: Command, name: string, description: string): Command =>
  addVerb(surfaces, name, description).option('--address <host:port>', 'gRPC address of the server', '127.0.0.1:50051');

const addChange = (surfaces: Command, name: string, description: string): Command =>
  add(surfaces, name, description).option(
    '--expected-version <n>',
    'the newest version that you know, 0 for none: fail if there is another',
    wholeNumber,
  );

const ask = <Answer>(address: string, call: (client: SurfaceClient) => Promise<Answer>): Promise<Answer> =>
  askServer(address, surfaceClient(address, callerSettings()), call);

async function list(name: string, options: SurfaceOptions): Promise<void> {
  const request = requestFromJson('ListSurfaces', { name });
  const response = await ask(options.address, (client) => client.listSurfaces(request));
  const json = responseToJson('ListSurfaces', response);
  const surfaces = json['surfaces'] as { name: string; versions: JsonObject[] }[];
  const rows = surfaces.flatMap((each) => each.versions.map((version) => ({ name: each.name, ...version }) as Row));
  printResult(options, json, `${renderTable(COLUMNS, rows)}\n`);
}

async function change(
  options: ChangeOptions,
  call: (client: SurfaceClient) => Promise<{ version: number }>,
  said: string,
): Promise<void> {
  const { version } = await ask(options.address, call);
  printResult(options, { version }, `${said}: version ${version}.\n`);
}

/** One version of a surface, as JSON. */
interface Row {
  name: string;
  version: number;
  surface?: JsonObject;
  changed_by: string;
  changed_time?: string;
}

/** What a surface says, without what it does not say. */
function rulesOf(surface: JsonObject | undefined): string {
  if (surface === undefined) return 'deleted';
  const isSaid = ([, value]: [string, unknown]): boolean =>
    !(value === 0 || value === 'unspecified' || (Array.isArray(value) && value.length === 0));
  return JSON.stringify(Object.fromEntries(Object.entries(surface).filter(isSaid)));
}

const COLUMNS: Column<Row>[] = [
  { title: 'surface', value: ({ name }) => name },
  { title: 'version', value: ({ version }) => (version === 0 ? 'settings' : version), right: true },
  { title: 'changed', value: ({ changed_time: time = '' }) => time.slice(0, 16).replace('T', ' ') },
  { title: 'by', value: ({ changed_by: who }) => who },
  { title: 'says', value: ({ surface }) => rulesOf(surface) },
];
