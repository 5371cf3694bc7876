import type { PopularityTable } from '@stars/ranking';
import type { ServedModelProvider } from '../served-model.port.js';

/** A provider of these models. @param sold what sells best where there is none */
export const servedBy = (
  current: ServedModelProvider['current'],
  sold: PopularityTable = { global: [], byRegion: {} },
): ServedModelProvider => ({ current, bestSellers: { read: async () => sold } });
