import type { Recording } from './recording.js';

/** What makes alerts fire in a running system. */
export interface Provocation<System> {
  /** After "say that". */
  name: string;
  /** What fires, and nothing else does: `alert severity`, and the window of those that have one. */
  fires: readonly string[];
  /** The time of its first scrape, seconds from now. */
  later?: number;
  /** Leaves the system as it was, if it can. */
  provoke(system: System, film: Film): Promise<void>;
}

export interface Film extends Pick<Recording, 'minutes' | 'goesOn'> {
  /** The alerts of the provocation fire now. */
  fires(): void;
  isQuiet(): void;
}
