import type { InteractionLog } from '@stars/features';

/** The highest number of a region with a purchase; 0: no event has a region. */
export const lastRegion = ({ region }: Pick<InteractionLog, 'region'>): number =>
  region.reduce((most, of) => Math.max(most, of), 0);
