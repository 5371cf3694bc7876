import type { InteractionLog } from '@stars/features';

/** The highest number of a region where something was taken; 0: nothing has a region. */
export const lastRegion = ({ region }: Pick<InteractionLog, 'region'>): number =>
  region.reduce((most, of) => Math.max(most, of), 0);
