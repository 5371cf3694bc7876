import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PodSpec } from '../../manifest.js';
import type { PodPlace } from './pod.js';

/** What a volume of the chart may be. */
interface Volume {
  name: string;
  persistentVolumeClaim?: { claimName: string };
  projected?: unknown;
}

/**
 * Where pods run: each has an address of 127.0.0.0/8 of its own, so that the ports are those of the chart, and folders for its
 * volumes. Paths in its environment are those of the folders.
 */
export class TestNode {
  readonly root = mkdtempSync(join(tmpdir(), 'stars-rolling-'));
  /** Files of secrets, by the setting that names them. */
  readonly secrets = join(this.root, 'secrets');
  readonly #listeners: (() => void)[] = [];
  #pods = 0;

  constructor() {
    mkdirSync(this.secrets);
  }

  /** The folder of a claim, which pods share. */
  claim(name: string): string {
    return this.#folder('claims', name);
  }

  /** Calls when readiness of a pod changes, or one is to leave. */
  watch(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** A place for one more pod. */
  placeOf({ containers: [container], volumes = [] }: PodSpec): PodPlace {
    const number = ++this.#pods;
    const address = `127.${1 + (process.pid % 250)}.${number >> 8}.${number & 255}`;
    const { env = [], ports = [], volumeMounts = [] } = container!;
    const mounts = volumeMounts.map(({ name, mountPath }) => {
      const volume = (volumes as unknown as Volume[]).find((each) => each.name === name)!;
      return { mountPath, folder: this.#volume(volume, number) };
    });
    const data = mounts.find(({ mountPath }) => mountPath === '/data')!;
    // Stands for Qdrant: one file of vectors for all pods.
    symlinkSync(join(this.root, 'vectors.db'), join(data.folder, 'vectors.db'));
    const local = (value: string): string => {
      // A path of this machine, which the test gave.
      if (value.startsWith(this.root)) return value;
      const mount = mounts.find(({ mountPath }) => value === mountPath || value.startsWith(`${mountPath}/`));
      return mount ? mount.folder + value.slice(mount.mountPath.length) : value;
    };
    const given = Object.fromEntries(env.map(({ name, value }) => [name, local(value)]));
    const api = ports.filter(({ name }) => name !== 'operations');
    const apiPorts = api.map(({ name, containerPort }) => [
      `STARS_GATEWAY_${name.toUpperCase()}_PORT`,
      String(containerPort),
    ]);
    return {
      address,
      env: { ...Object.fromEntries(apiPorts), ...given, STARS_HOST: address },
      onChange: () => this.#listeners.forEach((listener) => void listener()),
    };
  }

  close(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  #volume({ name, persistentVolumeClaim, projected }: Volume, pod: number): string {
    if (persistentVolumeClaim) return this.claim(persistentVolumeClaim.claimName);
    return projected ? this.secrets : this.#folder('pods', String(pod), name);
  }

  #folder(...parts: string[]): string {
    const folder = join(this.root, ...parts);
    mkdirSync(folder, { recursive: true });
    return folder;
  }
}
