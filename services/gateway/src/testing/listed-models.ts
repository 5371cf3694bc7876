import { ModelManifest } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { GatewayDeps } from '../gateway-deps.js';

/** A registry whose models are manifests alone: calls that list models read no more. The first is the oldest. */
export const listedModels = (...models: (string | Partial<ModelManifest>)[]): NonNullable<GatewayDeps['models']> => {
  const manifests = models.map((model, day) =>
    ModelManifest.fromPartial({
      ...(typeof model === 'string' ? { version: model } : model),
      createdTime: new Date(Date.UTC(2024, 1, day + 1)),
      files: [{ path: 'weights.safetensors', sha256: 'a'.repeat(64), bytes: 1 }],
      servingWidth: 3,
    }),
  );
  return {
    versions: async () => manifests.map(({ version }) => version),
    manifest: async (version) => {
      const found = manifests.find((each) => each.version === version);
      if (!found) throw new StarsError('STARS_NOT_FOUND', `there is no model ${version}`);
      return found;
    },
  };
};
