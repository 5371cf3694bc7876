import type { EncodedMessage } from '@stars/contracts';

/** Where imported messages go: an event bus, as far as an import needs one. */
export interface ImportSink {
  /** Resolves once every message is durable; `duplicates` were there already. */
  publish(topic: string, messages: readonly EncodedMessage[]): Promise<{ appended: number; duplicates: number }>;
}

/** How far one stage of an import is. */
export interface ImportProgress {
  stage: string;
  done: number;
  /** In the same unit as `done`. */
  total: number;
  unit: 'rows' | 'bytes';
}

export interface ImportRun {
  sink: ImportSink;
  onProgress?: (progress: ImportProgress) => void;
  /** Stops the import between two batches; what was published stays. */
  signal?: AbortSignal;
}
