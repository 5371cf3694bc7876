import { replacing } from '@stars/platform/testing';
import type { Ports } from '@stars/stack';

const NARROWEST = 12;

/** The width of a version's vectors (`v1`, `v2`, …): all are different. */
export const widthOf = (version: string): number => NARROWEST + Number(version.slice(1));

export interface PortWatch {
  /** A vector that met another version's, in words. */
  onMixed: (where: string) => void;
  onSearch?: (version: string) => void;
}

/** The ports, which measure every vector that passes through them. */
export function watchedPorts({ bus, profiles, catalog, vectors }: Ports, { onMixed, onSearch }: PortWatch): Ports {
  const expectWidth = (vector: Float32Array, version: string, where: string): void => {
    if (vector.length !== widthOf(version)) onMixed(`${where}: ${vector.length} numbers with ${version}`);
  };
  return {
    bus,
    catalog,
    profiles: replacing(profiles, {
      putVectors: (tenant, updates) => {
        for (const { general, next, modelVersion } of updates.map((update) => update.vectors)) {
          expectWidth(general, modelVersion, 'h_gen stored');
          expectWidth(next, modelVersion, 'h_next stored');
        }
        return profiles.putVectors(tenant, updates);
      },
    }),
    vectors: replacing(vectors, {
      upsert: (tenant, version, records) => {
        for (const { vector } of records) expectWidth(vector, version, 'v_j stored');
        return vectors.upsert(tenant, version, records);
      },
      search: (tenant, search) => {
        onSearch?.(search.modelVersion);
        for (const query of search.queries) expectWidth(query, search.modelVersion, 'search');
        return vectors.search(tenant, search);
      },
    }),
  };
}
