import { mkdir, readdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelManifest } from '@stars/contracts';
import { isStarsError, StarsError } from '@stars/errors';
import { entryOf } from '@stars/platform';
import { CURRENT_OFFSETS_FILE, MANIFEST_FILE, type ModelArtifact, OFFSETS_FOLDER } from './model-artifact.js';
import type { ModelRegistry } from './model-registry.js';
import { corrupt, type ModelStore, manifestFile, readManifest } from './model-store.js';
import type { OffsetRevision } from './offset-revision.js';

/** The part of an object store that models need (`@stars/object-store`). */
export interface ModelObjects {
  readonly place: string;
  put(key: string, body: Uint8Array | { path: string }): Promise<unknown>;
  get(key: string, read?: { sha256?: string }): Promise<Uint8Array | undefined>;
  getFile(key: string, path: string, read?: { sha256?: string }): Promise<unknown>;
  list(prefix: string): AsyncIterable<string>;
  delete(keys: readonly string[]): Promise<void>;
}

/** Versions that stay in the cache, the last used: those that serve, before and next, and one to spare. */
const MOST_CACHED = 4;
/** For so long, the name of the current offsets is not asked for again: gateways look four times a second. */
const OFFSETS_MS = 5000;

/**
 * Models in object storage, under the same names as in a folder. What a process reads lies in a folder of this machine: a
 * version is fetched once, checked by the digests of its manifest, and appears there whole or not at all.
 */
export class RemoteModels implements ModelRegistry {
  readonly #fetching = new Map<string, Promise<void>>();
  readonly #offsets = new Map<string, { name: string | undefined; until: number }>();

  /** @param cache Of this machine; its processes may share it. */
  constructor(
    private readonly objects: ModelObjects,
    private readonly cache: ModelStore,
  ) {}

  pathOf(version: string): string {
    return `${this.objects.place}/${version}`;
  }

  async save(
    artifact: Omit<ModelArtifact, 'manifest'>,
    about: Omit<ModelManifest, 'files' | 'config'>,
  ): Promise<ModelManifest> {
    const manifest = await this.cache.save(artifact, about);
    const { version, files } = manifest;
    // A damaged one is taken away before its files change.
    await this.objects.delete([`${version}/${MANIFEST_FILE}`]);
    for (const { path } of files) {
      await this.objects.put(`${version}/${path}`, { path: join(this.cache.pathOf(version), path) });
    }
    await this.objects.put(`${version}/${MANIFEST_FILE}`, manifestFile(manifest));
    await this.#tidy();
    return manifest;
  }

  /** A version in the cache is loaded although the place is away, with the offsets that were current last. */
  async load(version: string, { needsOffsets = false } = {}): Promise<ModelArtifact> {
    await this.#fetch(version);
    await this.#fetchOffsets(version).catch((error) => {
      if (needsOffsets) throw error;
    });
    try {
      return await this.cache.load(version, { needsOffsets });
    } catch (error) {
      // The next attempt fetches it again.
      if (isStarsError(error) && error.code === 'STARS_MODEL_CORRUPT') await this.cache.remove(version);
      throw error;
    }
  }

  async manifest(version: string): Promise<ModelManifest> {
    const text = await this.objects.get(`${version}/${MANIFEST_FILE}`);
    if (!text) throw new StarsError('STARS_NOT_FOUND', `there is no model ${version} in ${this.objects.place}`);
    return readManifest(version, Buffer.from(text).toString('utf8'));
  }

  async verify(version: string): Promise<void> {
    const { files } = await this.manifest(version);
    for (const { path, sha256 } of files) {
      await this.#found(version, path, this.objects.get(`${version}/${path}`, { sha256 }));
    }
  }

  async versions(): Promise<string[]> {
    const versions: string[] = [];
    for await (const key of this.objects.list('')) {
      const [version, file, ...deeper] = key.split('/');
      if (file === MANIFEST_FILE && deeper.length === 0) versions.push(version!);
    }
    return versions.sort();
  }

  async remove(version: string): Promise<void> {
    await this.objects.delete([`${version}/${MANIFEST_FILE}`]);
    const keys: string[] = [];
    for await (const key of this.objects.list(`${version}/`)) keys.push(key);
    if (keys.length > 0) await this.objects.delete(keys);
    await this.cache.remove(version);
  }

  removeDrafts(): Promise<void> {
    return this.cache.removeDrafts();
  }

  async saveOffsets(version: string, offsets: OffsetRevision): Promise<string> {
    await this.#fetch(version);
    const revision = await this.cache.saveOffsets(version, offsets);
    const path = join(OFFSETS_FOLDER, `${revision}.json`);
    await this.objects.put(`${version}/${path}`, { path: join(this.cache.pathOf(version), path) });
    await this.chooseOffsets(version, revision);
    return revision;
  }

  async chooseOffsets(version: string, revision: string | undefined): Promise<void> {
    const current = currentOffsetsKey(version);
    if (revision === undefined) await this.objects.delete([current]);
    else if (await this.objects.get(`${version}/${OFFSETS_FOLDER}/${revision}.json`)) {
      await this.objects.put(current, Buffer.from(revision, 'utf8'));
    } else throw new StarsError('STARS_NOT_FOUND', `${version} has no offsets ${revision}`);
    this.#offsets.delete(version);
  }

  async currentOffsets(version: string): Promise<string | undefined> {
    const known = this.#offsets.get(version);
    if (known && performance.now() < known.until) return known.name;
    const bytes = await this.objects.get(currentOffsetsKey(version));
    const name = bytes && Buffer.from(bytes).toString('utf8');
    this.#offsets.set(version, { name, until: performance.now() + OFFSETS_MS });
    return name;
  }

  /** Resolves once the version is in the cache. */
  #fetch(version: string): Promise<void> {
    const fetched = () => this.#fetchOnce(version).finally(() => this.#fetching.delete(version));
    return entryOf(this.#fetching, version, fetched);
  }

  async #fetchOnce(version: string): Promise<void> {
    if (!(await this.cache.versions()).includes(version)) {
      const manifest = await this.manifest(version);
      await this.cache.place(manifest, async (draft) => {
        for (const { path, sha256 } of manifest.files) {
          await this.#found(version, path, this.objects.getFile(`${version}/${path}`, join(draft, path), { sha256 }));
        }
      });
    }
    const now = new Date();
    await utimes(this.cache.pathOf(version), now, now);
    await this.#tidy();
  }

  async #fetchOffsets(version: string): Promise<void> {
    this.#offsets.delete(version);
    const revision = await this.currentOffsets(version);
    const folder = join(this.cache.pathOf(version), OFFSETS_FOLDER);
    const file = `${revision}.json`;
    if (revision !== undefined && !(await readdir(folder).catch((): string[] => [])).includes(file)) {
      await mkdir(folder, { recursive: true });
      const path = `${OFFSETS_FOLDER}/${file}`;
      await this.#found(version, path, this.objects.getFile(`${version}/${path}`, join(folder, file)));
    }
    if ((await this.cache.currentOffsets(version)) === revision) return;
    await this.cache.chooseOffsets(version, revision);
  }

  /** Errors: `STARS_MODEL_CORRUPT` if a file is not there, or is not the one that the manifest names. */
  async #found(version: string, path: string, reading: Promise<unknown>): Promise<void> {
    const found = await reading.catch((error) => {
      if (!isStarsError(error) || error.code !== 'STARS_DIGEST_MISMATCH') throw error;
      throw corrupt(version, `${path} differs from its digest`, error);
    });
    if (found === undefined) throw corrupt(version, `${path} cannot be read`);
  }

  async #tidy(): Promise<void> {
    const versions = await this.cache.versions();
    const used = await Promise.all(
      versions.map(async (version) => {
        const { mtimeMs } = await stat(this.cache.pathOf(version)).catch(() => ({ mtimeMs: 0 }));
        return { version, mtimeMs };
      }),
    );
    const old = used.sort((a, b) => b.mtimeMs - a.mtimeMs).slice(MOST_CACHED);
    for (const { version } of old) if (!this.#fetching.has(version)) await this.cache.remove(version);
  }
}

const currentOffsetsKey = (version: string): string => `${version}/${OFFSETS_FOLDER}/${CURRENT_OFFSETS_FILE}`;
