import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelManifest } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { checkConfig, parameterSpecs, type StarsConfig } from '@stars/model';
import {
  FEATURES_FILE,
  HAS_DELTA,
  ITEMS_FILE,
  MANIFEST_FILE,
  type ModelArtifact,
  POPULARITY_FILE,
  REDUCTION_MEAN,
  REDUCTION_PROJECTION,
  WEIGHTS_FILE,
} from './model-artifact.js';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from './safetensors.js';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Writes and syncs: a model that a manifest names must survive a power cut. */
async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOSPC') {
      throw new StarsError('STARS_DISK_FULL', `no room left to write ${path}`, { cause });
    }
    throw cause;
  } finally {
    await file.close();
  }
}

/** Models on disk: one folder a version, whole or not there at all. */
export class ModelStore {
  /** @param folder Of all models. */
  constructor(readonly folder: string) {}

  pathOf(version: string): string {
    return join(this.folder, version);
  }

  /** Saves the model's files, then its manifest, under a name of their own, and moves the folder into place. */
  async save(
    artifact: Omit<ModelArtifact, 'manifest'>,
    manifest: Omit<ModelManifest, 'files' | 'config'>,
  ): Promise<ModelManifest> {
    const { config, spec, reduction, itemIds, hasDelta, popularity } = artifact;
    const weights = new Map<string, StoredTensor>(artifact.weights);
    weights.set(REDUCTION_MEAN, { shape: [reduction.inputWidth], values: reduction.mean });
    weights.set(REDUCTION_PROJECTION, { shape: [reduction.inputWidth, reduction.width], values: reduction.projection });
    weights.set(HAS_DELTA, { shape: [hasDelta.length], values: hasDelta });
    const json = (value: unknown): Uint8Array => Buffer.from(`${JSON.stringify(value)}\n`, 'utf8');
    const contents: [string, Uint8Array][] = [
      [WEIGHTS_FILE, encodeSafetensors(weights)],
      [FEATURES_FILE, json({ ...spec, reductionScale: reduction.scale })],
      [ITEMS_FILE, json(itemIds)],
      [POPULARITY_FILE, json(popularity)],
    ];
    const whole: ModelManifest = {
      ...manifest,
      config: { ...config },
      files: contents.map(([path, bytes]) => ({ path, sha256: sha256(bytes), bytes: bytes.byteLength })),
    };
    const target = this.pathOf(manifest.version);
    const draft = join(this.folder, `.${manifest.version}.${process.pid}.draft`);
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { recursive: true });
    try {
      for (const [path, bytes] of contents) await writeDurably(join(draft, path), bytes);
      await writeDurably(join(draft, MANIFEST_FILE), json(ModelManifest.toJSON(whole)));
      await rename(draft, target);
    } catch (error) {
      await rm(draft, { recursive: true, force: true });
      throw error;
    }
    return whole;
  }

  /** Errors: `STARS_NOT_FOUND`, `STARS_MODEL_CORRUPT` (a file is missing, truncated or altered). */
  async load(version: string): Promise<ModelArtifact> {
    const folder = this.pathOf(version);
    const corrupt = (why: string, cause?: unknown): StarsError =>
      new StarsError('STARS_MODEL_CORRUPT', `model ${version}: ${why}`, { cause });
    const manifest = await this.manifest(version);
    const files = new Map<string, Uint8Array>();
    for (const { path, sha256: digest, bytes } of manifest.files) {
      const content = await readFile(join(folder, path)).catch((cause) => {
        throw corrupt(`${path} cannot be read`, cause);
      });
      if (content.byteLength !== bytes) throw corrupt(`${path} has ${content.byteLength} bytes, not ${bytes}`);
      if (sha256(content) !== digest) throw corrupt(`${path} differs from its digest`);
      files.set(path, content);
    }
    const file = (path: string): Uint8Array => {
      const content = files.get(path);
      if (!content) throw corrupt(`the manifest lists no ${path}`);
      return content;
    };
    const parse = <T>(path: string): T => {
      try {
        return JSON.parse(Buffer.from(file(path)).toString('utf8')) as T;
      } catch (cause) {
        throw corrupt(`${path} is no JSON`, cause);
      }
    };
    const weights = decodeSafetensors(file(WEIGHTS_FILE), WEIGHTS_FILE);
    const take = (name: string): StoredTensor => {
      const tensor = weights.get(name);
      if (!tensor) throw corrupt(`${WEIGHTS_FILE} lacks ${name}`);
      weights.delete(name);
      return tensor;
    };
    const { reductionScale, ...spec } = parse<ModelArtifact['spec'] & { reductionScale: number }>(FEATURES_FILE);
    const mean = take(REDUCTION_MEAN);
    const projection = take(REDUCTION_PROJECTION);
    const hasDelta = take(HAS_DELTA).values as Int32Array;
    const config = checkConfig(manifest.config as unknown as StarsConfig);
    for (const { name, shape } of parameterSpecs(config)) {
      const stored = weights.get(name);
      if (!stored || stored.shape.join() !== shape.join()) throw corrupt(`${name} should have the shape [${shape}]`);
    }
    return {
      manifest,
      config,
      spec,
      reduction: {
        inputWidth: projection.shape[0]!,
        width: projection.shape[1]!,
        mean: mean.values as Float32Array,
        projection: projection.values as Float32Array,
        scale: reductionScale,
      },
      itemIds: parse<string[]>(ITEMS_FILE),
      hasDelta,
      popularity: parse(POPULARITY_FILE),
      weights,
    };
  }

  /** Errors: `STARS_NOT_FOUND`, `STARS_MODEL_CORRUPT`. */
  async manifest(version: string): Promise<ModelManifest> {
    const path = join(this.pathOf(version), MANIFEST_FILE);
    const text = await readFile(path, 'utf8').catch((cause) => {
      throw new StarsError('STARS_NOT_FOUND', `there is no model ${version} in ${this.folder}`, { cause });
    });
    try {
      return ModelManifest.fromJSON(JSON.parse(text));
    } catch (cause) {
      throw new StarsError('STARS_MODEL_CORRUPT', `model ${version}: ${MANIFEST_FILE} cannot be read`, { cause });
    }
  }

  /** Removes what a killed save left behind. Only while nobody saves. */
  async removeDrafts(): Promise<void> {
    const entries = await readdir(this.folder).catch(() => []);
    for (const name of entries) {
      if (name.endsWith('.draft')) await rm(join(this.folder, name), { recursive: true, force: true });
    }
  }

  /** Versions on disk, by name. */
  async versions(): Promise<string[]> {
    const entries = await readdir(this.folder, { withFileTypes: true }).catch(() => []);
    return entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map((entry) => entry.name)
      .sort();
  }
}
