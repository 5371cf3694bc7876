import { ensureCompleteJourney } from '@stars/cli';
import type { Log } from './log.js';

export const COMPLETE_JOURNEY: Log = {
  name: 'complete-journey',
  title: 'Complete Journey',
  nature: 'simulated',
  about:
    'A year of grocery purchases of 2,469 households. Its publisher describes it as simulated, so take its figures as proof that the ' +
    'parts work together, not as a result on real shoppers.',
  protocol: 'cj-day',
  seeds: [1],
  import: (folder, { progress, signal }) => ensureCompleteJourney(folder, progress, signal),
};
