import { accessEnvironment } from '@stars/access';
import { archiveSettings } from '@stars/archive';
import { s3Environment } from '@stars/object-store';
import { tracingEnvironment } from '@stars/platform';
import { rollOutEnvironment } from '@stars/service-embedder';
import { answerEnvironment, signalEnvironment, statisticsEnvironment } from '@stars/service-gateway';
import { taggerSettings } from '@stars/service-tagger';
import { eventTimeEnvironment, modelsEnvironment, stackEnvironment } from '@stars/stack';
import { textEnvironment } from '@stars/text';
import { z } from 'zod';

/** All settings of a process that serves everything. */
export const standaloneEnvironment = z.object({
  ...s3Environment,
  ...stackEnvironment,
  ...taggerSettings,
  ...eventTimeEnvironment,
  ...statisticsEnvironment,
  ...signalEnvironment,
  ...answerEnvironment,
  ...modelsEnvironment,
  ...rollOutEnvironment,
  ...textEnvironment,
  ...archiveSettings,
  ...accessEnvironment,
  ...tracingEnvironment,
});
