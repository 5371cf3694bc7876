import { setTimeout as sleep } from 'node:timers/promises';
import {
  encodeServeRequest,
  type GateResult,
  ModelManifest,
  RollOut,
  type ServeRequest,
  TOPICS,
} from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { EventBus } from '@stars/event-bus';
import {
  type ModelVersion,
  type ModelVersions,
  newServeRequest,
  outcomeOf,
  readModelVersions,
  rollBackOf,
} from '@stars/roll-out';
import { tenantNow } from '@stars/stack';
import { tidyModels } from '@stars/training';
import type { Command } from 'commander';
import { audited, auditedIn } from '../audited.js';
import { type DataFolder, openDataFolder } from '../data-folder.js';
import { exclusively, watched } from '../exclusive-work.js';
import { EXIT } from '../exit-codes.js';
import { modelRegistry } from '../model-registry.js';
import { withBus } from '../open-bus.js';
import { positiveNumber } from '../option-values.js';
import type { Progress } from '../progress.js';
import { type Column, renderTable } from '../table.js';
import { addVerb, type CommonOptions, printResult } from '../verb.js';

interface SwitchOptions extends CommonOptions {
  force?: boolean;
  wait: number;
}

const POLL_MS = 250;

/** Lists model versions, shows which one serves, and lets another one serve. */
export function addModels(program: Command): void {
  const models = program
    .command('models')
    .description('list model versions, let one serve, roll back, delete old ones');
  addVerb(models, 'list', 'all versions, which one serves, and the results of their roll-outs').action(list);
  addVerb(models, 'show', 'the last roll-out of a version, gate by gate')
    .argument('[version]', 'version of a model (default: the last that was rolled out)')
    .action(show);
  addSwitch(models, 'serve', 'fill and check a version, then let it serve')
    .argument('<version>', 'version of a model')
    .action((version: string, options: SwitchOptions) => ask({ $case: 'version', value: version }, options));
  addVerb(
    models,
    'offsets',
    'use another revision of a version’s offsets, or its own; train --offsets-only makes revisions',
  )
    .argument('<version>', 'version of a model')
    .argument('<revision>', 'name of a revision, or own')
    .action(chooseOffsets);
  addVerb(models, 'tidy', 'delete old models and runs; never one that serves or may serve again')
    .option('--keep <n>', 'newest models that stay besides these', positiveNumber, 5)
    .option('--dry-run', 'say what would be deleted, and delete nothing')
    .action(tidy);
  addSwitch(models, 'rollback', 'let the version before serve again').action(rollBack);
}

const addSwitch = (models: Command, name: string, description: string): Command =>
  addVerb(models, name, description)
    .option('--force', 'let it serve even if a gate fails')
    .option('--wait <seconds>', 'how long to wait for it', positiveNumber, 600);

async function versionsIn(folder: DataFolder): Promise<ModelVersions> {
  const models = await modelRegistry(folder);
  return withBus(folder, (bus) => readModelVersions(bus, models, tenantNow()));
}

async function list(options: CommonOptions): Promise<void> {
  const folder = openDataFolder(options.data);
  const { versions } = await versionsIn(folder);
  const rows = versions.map(({ version, state, manifest, last }) => ({
    version,
    state,
    manifest: manifest && ModelManifest.toJSON(manifest),
    last_roll_out: last && RollOut.toJSON(last),
  }));
  const text = versions.length === 0 ? 'There is no model yet.' : renderTable(COLUMNS, versions);
  printResult(options, rows, `${text}\n`);
}

async function show(version: string | undefined, options: CommonOptions): Promise<void> {
  const folder = openDataFolder(options.data);
  const { versions } = await versionsIn(folder);
  const steps = versions
    .filter((each) => version === undefined || each.version === version)
    .flatMap(({ last }) => last ?? []);
  const [step] = steps.sort((a, b) => b.time!.getTime() - a.time!.getTime());
  if (!step)
    throw new StarsError('STARS_NOT_FOUND', version ? `${version} was never rolled out` : 'there was no roll-out yet');
  print(step, options);
}

async function chooseOffsets(version: string, revision: string, options: CommonOptions): Promise<void> {
  const folder = openDataFolder(options.data);
  const store = await modelRegistry(folder);
  await store.manifest(version);
  const target = { version, revision };
  await auditedIn(folder, { action: 'models offsets', target }, () =>
    store.chooseOffsets(version, revision === 'own' ? undefined : revision),
  );
  const offsets = revision === 'own' ? 'its own offsets' : `offsets ${revision}`;
  printResult(options, { version, offsets: revision }, `${version} serves with ${offsets} from now on.\n`);
}

async function tidy(options: CommonOptions & { keep: number; dryRun?: boolean }): Promise<void> {
  const folder = openDataFolder(options.data);
  const models = await modelRegistry(folder);
  const { keep: newest, dryRun = false } = options;
  const place = { models, dataDir: folder.root, newest, dryRun, now: Date.now() };
  // A training in progress would lose its run.
  const report = await exclusively(folder, ['train'], () =>
    withBus(folder, (bus) => {
      const tidied = () => tidyModels({ ...place, bus });
      return dryRun ? tidied() : audited(bus, { action: 'models tidy', target: { keep: newest } }, tidied);
    }),
  );
  const { deletedModels, keptModels, deletedRuns, keptRuns } = report;
  const result = {
    dry_run: dryRun,
    deleted_models: deletedModels,
    kept_models: keptModels,
    deleted_runs: deletedRuns,
    kept_runs: keptRuns,
  };
  const say = (what: string, gone: string[], kept: string[]): string =>
    `${gone.length} ${what} ${dryRun ? 'would be deleted' : 'deleted'}, ${kept.length} kept${gone.length > 0 ? `: ${gone.join(', ')}` : ''}.\n`;
  printResult(options, result, `${say('models', deletedModels, keptModels)}${say('runs', deletedRuns, keptRuns)}`);
}

async function rollBack(options: SwitchOptions): Promise<void> {
  const folder = openDataFolder(options.data);
  const { served } = await versionsIn(folder);
  await ask(rollBackOf(served), options);
}

/** Asks for a switch, waits for the result and prints it. A refusal ends with 3. */
async function ask(target: NonNullable<ServeRequest['target']>, options: SwitchOptions): Promise<void> {
  const folder = openDataFolder(options.data);
  const request = newServeRequest(tenantNow(), target, { force: options.force ?? false, now: Date.now() });
  const told = {
    action: target.$case === 'rollBack' ? 'models rollback' : 'models serve',
    tenant: request.tenantId,
    target: { version: target.value, force: request.force, request: request.requestId },
  };
  const step = await watched((progress, signal) =>
    withBus(folder, async (bus) => {
      await audited(bus, told, () => bus.publish(TOPICS.serveRequests, [encodeServeRequest(request)]));
      return settled(bus, request, options.wait, progress, signal);
    }),
  );
  print(step, options);
  if (step.outcome === 'refused') process.exitCode = EXIT.badData;
}

/** Errors: `STARS_UNAVAILABLE` if there was no result in time. */
async function settled(
  bus: EventBus,
  request: ServeRequest,
  seconds: number,
  progress: Progress,
  signal: AbortSignal,
): Promise<RollOut> {
  progress.update({ label: 'Waiting for the embedder' });
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    const step = await outcomeOf(bus, request.requestId, (version) =>
      progress.update({ label: `Filling the vectors of ${version}` }),
    );
    if (step) {
      progress.finish();
      return step;
    }
    await sleep(POLL_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
  const later = 'the request stays, and is handled as soon as ./stars up or an embedder runs';
  throw new StarsError('STARS_UNAVAILABLE', `there was no result in ${seconds} s; ${later}`);
}

const print = (step: RollOut, options: CommonOptions): void =>
  printResult(options, RollOut.toJSON(step), renderRollOut(step));

const day = (time: Date | undefined): string => time?.toISOString().slice(0, 16).replace('T', ' ') ?? '';
const number = (value: number): string => (Number.isInteger(value) ? value.toLocaleString('en') : value.toFixed(4));

const COLUMNS: Column<ModelVersion>[] = [
  { title: 'version', value: ({ version }) => version },
  { title: 'state', value: ({ state }) => state },
  { title: 'trained', value: ({ manifest }) => day(manifest?.createdTime) },
  { title: 'data until', value: ({ manifest }) => day(manifest?.dataUntil) },
  { title: 'items', value: ({ manifest }) => manifest?.itemCount.toLocaleString('en') ?? '', right: true },
  { title: 'last roll-out', value: ({ last }) => (last ? `${day(last.time)} ${last.outcome}` : '') },
  { title: 'why', value: ({ last }) => last?.reason ?? '' },
];

const GATES: Column<GateResult>[] = [
  { title: 'gate', value: ({ gate }) => gate },
  { title: 'outcome', value: ({ outcome }) => outcome },
  { title: 'value', value: ({ value, outcome }) => (outcome === 'skipped' ? '' : number(value)), right: true },
  { title: 'bound', value: ({ bound }) => number(bound), right: true },
  { title: 'measured', value: ({ detail }) => detail },
];

/** A step of a roll-out as text. */
function renderRollOut({ version, before, outcome, reason, gates, forced, time }: RollOut): string {
  const said =
    outcome === 'served'
      ? `${version} serves since ${day(time)}${before && before !== version ? `, in place of ${before}` : ''}${forced ? ', forced' : ''}.`
      : outcome === 'filling'
        ? `The vectors of ${version} are being filled since ${day(time)}; ${before || 'nothing'} serves.`
        : `${version} does not serve: ${reason}. ${before ? `${before} goes on serving.` : ''}`.trimEnd();
  return `${said}\n${gates.length > 0 ? `\n${renderTable(GATES, gates)}\n` : ''}`;
}
