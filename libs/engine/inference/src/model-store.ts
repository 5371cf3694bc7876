import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { checkModelManifest, ModelManifest } from '@stars/contracts';
import { isStarsError, StarsError } from '@stars/errors';
import type { StarsConfig } from '@stars/model/definition';
import { shareBytes } from '@stars/platform';
import { artifactFiles, jsonFile, readArtifact } from './artifact-files.js';
import { mindingSpace, syncFolder, writeDurably } from './durable-files.js';
import { CURRENT_OFFSETS_FILE, MANIFEST_FILE, type ModelArtifact, OFFSETS_FOLDER } from './model-artifact.js';
import type { ModelRegistry } from './model-registry.js';
import { decodeOffsetRevision, encodeOffsetRevision, type OffsetRevision } from './offset-revision.js';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Errors of a model that cannot be used as it is. */
export const corrupt = (version: string, why: string, cause?: unknown): StarsError =>
  new StarsError('STARS_MODEL_CORRUPT', `model ${version}: ${why}`, { cause });

/** An error of reading, with the model's version. */
const unreadable = (version: string, cause: StarsError): StarsError =>
  new StarsError(cause.code, `model ${version}: ${cause.message}`, { cause });

/** The content of a manifest's file. */
export const manifestFile = (manifest: ModelManifest): Uint8Array => jsonFile(ModelManifest.toJSON(manifest));

/** Reads such a content. Errors: `STARS_MODEL_CORRUPT`. */
export function readManifest(version: string, text: string): ModelManifest {
  let manifest: ModelManifest;
  try {
    manifest = ModelManifest.fromJSON(JSON.parse(text));
    checkModelManifest(manifest);
  } catch (cause) {
    throw corrupt(version, `${MANIFEST_FILE} cannot be read (${(cause as Error).message})`, cause);
  }
  if (manifest.version !== version) throw corrupt(version, `${MANIFEST_FILE} is that of ${manifest.version}`);
  return manifest;
}

/** Models in a folder: one folder a version, complete or absent. */
export class ModelStore implements ModelRegistry {
  /** @param folder Folder of all models. */
  constructor(readonly folder: string) {}

  pathOf(version: string): string {
    return join(this.folder, version);
  }

  /**
   * Saves the model's files, then its manifest, in a temporary folder, and moves that into place. It replaces an existing
   * model of that version.
   */
  async save(
    artifact: Omit<ModelArtifact, 'manifest'>,
    manifest: Omit<ModelManifest, 'files' | 'config'>,
  ): Promise<ModelManifest> {
    const contents = artifactFiles(artifact);
    const whole: ModelManifest = {
      ...manifest,
      config: { ...artifact.config },
      files: contents.map(([path, bytes]) => ({ path, sha256: sha256(bytes), bytes: bytes.byteLength })),
    };
    await this.place(whole, async (draft) => {
      for (const [path, bytes] of contents) await writeDurably(join(draft, path), [bytes]);
    });
    return whole;
  }

  /**
   * Puts a version into place in one step: `write` writes its files to a folder, and the manifest follows.
   * Errors: `STARS_DISK_FULL`, those of `write`; then nothing has changed.
   */
  async place(manifest: ModelManifest, write: (draft: string) => Promise<void>): Promise<void> {
    const { version } = manifest;
    const target = this.pathOf(version);
    const draft = join(this.folder, `.${version}.${process.pid}.draft`);
    const old = join(this.folder, `.${version}.${process.pid}.old.draft`);
    for (const path of [draft, old]) await rm(path, { recursive: true, force: true });
    try {
      await mindingSpace(draft, async () => {
        await mkdir(draft, { recursive: true });
        await write(draft);
        await writeDurably(join(draft, MANIFEST_FILE), [manifestFile(manifest)]);
        await syncFolder(draft);
        if ((await this.#folders()).includes(version)) await rename(target, old);
        await rename(draft, target);
        await syncFolder(this.folder);
      });
    } finally {
      for (const path of [draft, old]) await rm(path, { recursive: true, force: true });
    }
  }

  async verify(version: string): Promise<void> {
    await this.#files(await this.manifest(version));
  }

  /** By a rename, so that no reader finds a part of it. */
  async remove(version: string): Promise<void> {
    const gone = join(this.folder, `.${version}.${process.pid}.gone.draft`);
    try {
      await rename(this.pathOf(version), gone);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      throw error;
    }
    await rm(gone, { recursive: true, force: true });
  }

  async load(version: string, { needsOffsets = false } = {}): Promise<ModelArtifact> {
    const manifest = await this.manifest(version);
    const files = await this.#files(manifest);
    // Two thirds of a loaded model: threads, and parts of one process, hold them once.
    for (const { path, sha256: digest } of manifest.files) {
      if (!path.endsWith('.safetensors')) continue;
      const bytes = new Uint8Array(new SharedArrayBuffer(files.get(path)!.byteLength));
      bytes.set(files.get(path)!);
      files.set(path, new Uint8Array(await shareBytes(digest, bytes.buffer)));
    }
    try {
      const artifact = readArtifact(manifest, files);
      const offsets = await this.#offsets(version, artifact.config).catch((error) => {
        if (needsOffsets) throw error;
        return undefined;
      });
      return { ...artifact, ...(offsets ? { offsets } : {}) };
    } catch (cause) {
      if (isStarsError(cause)) throw unreadable(version, cause);
      throw corrupt(version, `its files cannot be read (${(cause as Error).message})`, cause);
    }
  }

  async saveOffsets(version: string, offsets: OffsetRevision): Promise<string> {
    const { revision, content } = encodeOffsetRevision(offsets);
    const folder = join(this.pathOf(version), OFFSETS_FOLDER);
    await mindingSpace(folder, async () => {
      await mkdir(folder, { recursive: true });
      await writeDurably(join(folder, `${revision}.json`), [content]);
      await this.chooseOffsets(version, revision);
    });
    return revision;
  }

  async chooseOffsets(version: string, revision: string | undefined): Promise<void> {
    const folder = join(this.pathOf(version), OFFSETS_FOLDER);
    const current = join(folder, CURRENT_OFFSETS_FILE);
    if (revision === undefined) return rm(current, { force: true });
    const stored: string[] = await readdir(folder).catch(() => []);
    if (!stored.includes(`${revision}.json`)) {
      throw new StarsError('STARS_NOT_FOUND', `${version} has no offsets ${revision}`);
    }
    await writeDurably(`${current}.draft`, [Buffer.from(revision, 'utf8')]);
    await rename(`${current}.draft`, current);
    await syncFolder(folder);
  }

  async currentOffsets(version: string): Promise<string | undefined> {
    const path = join(this.pathOf(version), OFFSETS_FOLDER, CURRENT_OFFSETS_FILE);
    return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
  }

  async #offsets(version: string, config: StarsConfig): Promise<ModelArtifact['offsets']> {
    const revision = await this.currentOffsets(version);
    if (revision === undefined) return undefined;
    const content = await readFile(join(this.pathOf(version), OFFSETS_FOLDER, `${revision}.json`));
    return { revision, ...decodeOffsetRevision(revision, content, config) };
  }

  /** The files that the manifest lists, checked by their digests. */
  async #files({ version, files }: ModelManifest): Promise<Map<string, Uint8Array>> {
    const found = new Map<string, Uint8Array>();
    for (const { path, sha256: digest, bytes } of files) {
      const content = await readFile(join(this.pathOf(version), path)).catch((cause) => {
        throw corrupt(version, `${path} cannot be read`, cause);
      });
      if (content.byteLength !== bytes) {
        throw corrupt(version, `${path} has ${content.byteLength} bytes, not ${bytes}`);
      }
      if (sha256(content) !== digest) throw corrupt(version, `${path} differs from its digest`);
      found.set(path, content);
    }
    return found;
  }

  async manifest(version: string): Promise<ModelManifest> {
    const path = join(this.pathOf(version), MANIFEST_FILE);
    const text = await readFile(path, 'utf8').catch((cause) => {
      throw new StarsError('STARS_NOT_FOUND', `there is no model ${version} in ${this.folder}`, { cause });
    });
    return readManifest(version, text);
  }

  async removeDrafts(): Promise<void> {
    const entries = await readdir(this.folder).catch(() => []);
    for (const name of entries) {
      if (name.endsWith('.draft')) await rm(join(this.folder, name), { recursive: true, force: true });
    }
  }

  async versions(): Promise<string[]> {
    return (await this.#folders()).filter((version) => existsSync(join(this.pathOf(version), MANIFEST_FILE)));
  }

  async #folders(): Promise<string[]> {
    const entries = await readdir(this.folder, { withFileTypes: true }).catch(() => []);
    return entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map((entry) => entry.name)
      .sort();
  }
}
