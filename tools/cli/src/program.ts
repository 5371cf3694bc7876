import type { Command } from 'commander';
import { newProgram } from './run-program.js';

type AddVerb = (program: Command) => void;

/** Verbs by group of the help, in its order. A verb's module is loaded only if it is named, or if all verbs are listed. */
const GROUPS: Readonly<Record<string, Readonly<Record<string, () => Promise<AddVerb>>>>> = {
  'Every day': {
    demo: async () => (await import('./verbs/demo.js')).addDemo,
    import: async () => (await import('./verbs/import.js')).addImport,
    train: async () => (await import('./verbs/train.js')).addTrain,
    evaluate: async () => (await import('./verbs/evaluate.js')).addEvaluate,
    up: async () => (await import('./verbs/up.js')).addUp,
    recommend: async () => (await import('./verbs/recommend.js')).addRecommend,
    mcp: async () => (await import('./verbs/mcp.js')).addMcp,
    export: async () => (await import('./verbs/export.js')).addExport,
  },
  Operations: {
    models: async () => (await import('./verbs/models.js')).addModels,
    rules: async () => (await import('./verbs/rules.js')).addRules,
    surfaces: async () => (await import('./verbs/surfaces.js')).addSurfaces,
    tags: async () => (await import('./verbs/tags.js')).addTags,
    refresh: async () => (await import('./verbs/refresh.js')).addRefresh,
    rebuild: async () => (await import('./verbs/rebuild.js')).addRebuild,
    statistics: async () => (await import('./verbs/statistics.js')).addStatistics,
    archive: async () => (await import('./verbs/archive.js')).addArchive,
    'dead-letters': async () => (await import('./verbs/dead-letters.js')).addDeadLetters,
    stack: async () => (await import('./verbs/stack.js')).addStack,
  },
  Administration: {
    users: async () => (await import('./verbs/users.js')).addUsers,
    audit: async () => (await import('./verbs/audit.js')).addAudit,
    keys: async () => (await import('./verbs/keys.js')).addKeys,
    rights: async () => (await import('./verbs/rights.js')).addRights,
    control: async () => (await import('./verbs/control.js')).addControl,
  },
};

const TO_CHANGE_STARS = `
To change STARS: ./stars check, dev, lint, setup, test, and ./stars lab (--help of each)`;

/** `./stars` with the named verb. If no verb is named (help, a mistyped name), with all verbs. */
export async function buildProgram(verb?: string): Promise<Command> {
  const description = 'A recommender of your own: import events, train STARS, serve over gRPC and HTTP.';
  const program = newProgram('./stars', description).version('0.1.0').addHelpText('after', TO_CHANGE_STARS);
  const named = Object.values(GROUPS).find((verbs) => verb !== undefined && Object.hasOwn(verbs, verb));
  for (const [group, verbs] of Object.entries(GROUPS)) {
    program.commandsGroup(`${group}:`);
    for (const [name, load] of Object.entries(verbs)) if (!named || name === verb) (await load())(program);
  }
  return program;
}
