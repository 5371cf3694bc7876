import type { VectorDeps } from '@stars/vectors';
import type { RollOutSettings } from './roll-out-settings.js';

export interface RollOutDeps extends VectorDeps {
  /** Default: `ROLL_OUT_DEFAULTS`. */
  rollOut?: Partial<RollOutSettings>;
  /** For tests: how long an embedder that shares a fill may be silent before its chunk is taken, ms (default: `SILENT_MS`). */
  silentMs?: number;
}
