import { Command } from 'commander';

type AddVerb = (program: Command) => void;

/** Verbs by name, in the order of the help. A verb's module is loaded only if it is named, or if all verbs are listed. */
const VERBS: Readonly<Record<string, () => Promise<AddVerb>>> = {
  demo: async () => (await import('./verbs/demo.js')).addDemo,
  import: async () => (await import('./verbs/import.js')).addImport,
  train: async () => (await import('./verbs/train.js')).addTrain,
  evaluate: async () => (await import('./verbs/evaluate.js')).addEvaluate,
  up: async () => (await import('./verbs/up.js')).addUp,
  recommend: async () => (await import('./verbs/recommend.js')).addRecommend,
  export: async () => (await import('./verbs/export.js')).addExport,
  rebuild: async () => (await import('./verbs/rebuild.js')).addRebuild,
  refresh: async () => (await import('./verbs/refresh.js')).addRefresh,
  models: async () => (await import('./verbs/models.js')).addModels,
  archive: async () => (await import('./verbs/archive.js')).addArchive,
  statistics: async () => (await import('./verbs/statistics.js')).addStatistics,
  dev: async () => (await import('./verbs/dev.js')).addDev,
  tags: async () => (await import('./verbs/tags.js')).addTags,
  'dead-letters': async () => (await import('./verbs/dead-letters.js')).addDeadLetters,
  users: async () => (await import('./verbs/users.js')).addUsers,
  audit: async () => (await import('./verbs/audit.js')).addAudit,
  keys: async () => (await import('./verbs/keys.js')).addKeys,
  rights: async () => (await import('./verbs/rights.js')).addRights,
  control: async () => (await import('./verbs/control.js')).addControl,
  stack: async () => (await import('./verbs/stack.js')).addStack,
  check: async () => (await import('./verbs/check.js')).addCheck,
  test: async () => (await import('./verbs/test.js')).addTest,
  lint: async () => (await import('./verbs/lint.js')).addLint,
  setup: async () => (await import('./verbs/setup.js')).addSetup,
};

/** `./stars` with the named verb. If no verb is named (help, a mistyped name), with all verbs. */
export async function buildProgram(verb?: string): Promise<Command> {
  const program = new Command('./stars')
    .description('A recommender of your own: import events, train STARS, serve over gRPC and HTTP.')
    .version('0.1.0')
    .showHelpAfterError('(see --help)')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  const names = verb !== undefined && Object.hasOwn(VERBS, verb) ? [verb] : Object.keys(VERBS);
  for (const name of names) (await VERBS[name]!())(program);
  return program;
}
