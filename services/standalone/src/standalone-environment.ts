import { accessEnvironment, accessProblems } from '@stars/access';
import { archiveSettings } from '@stars/archive';
import { s3Environment } from '@stars/object-store';
import { type Problem, tracingEnvironment } from '@stars/platform';
import { rollOutEnvironment } from '@stars/roll-out';
import { answerEnvironment, answerProblems, signalEnvironment } from '@stars/service-gateway';
import { taggerSettings } from '@stars/service-tagger';
import { eventTimeEnvironment, modelsEnvironment, stackEnvironment, stackProblems } from '@stars/stack';
import { textEnvironment, textProblems } from '@stars/text';
import { z } from 'zod';

/** All settings of a process that serves everything. */
export const standaloneEnvironment = z.object({
  ...s3Environment,
  ...stackEnvironment,
  ...taggerSettings,
  ...eventTimeEnvironment,
  ...signalEnvironment,
  ...answerEnvironment,
  ...modelsEnvironment,
  ...rollOutEnvironment,
  ...textEnvironment,
  ...archiveSettings,
  ...accessEnvironment,
  ...tracingEnvironment,
});

export type StandaloneConfig = z.infer<typeof standaloneEnvironment>;

/** What they lack beside others that are given, as they were given (`parseConfig`). */
export const standaloneProblems = (given: Readonly<Record<string, unknown>>): Problem[] => [
  ...stackProblems(given),
  ...accessProblems(given),
  ...textProblems(given),
  ...answerProblems(given),
];
