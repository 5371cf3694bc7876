import type { EncodedMessage } from '@stars/contracts';

/** Target of imported messages: the part of an event bus that an import needs. */
export interface ImportSink {
  /** Resolves once every message is durable; `duplicates` were already there. */
  publish(topic: string, messages: readonly EncodedMessage[]): Promise<{ appended: number; duplicates: number }>;
  /** Called once all messages of a topic are published: what became of them, if the target knows it only then. */
  settle?(topic: string): Promise<{ appended: number; duplicates: number } | undefined>;
  /** All messages of a topic, if the target can be read. */
  read?(options: { topic: string }): AsyncIterable<EncodedMessage[]>;
}

/** Progress of one stage of an import. */
export interface ImportProgress {
  stage: string;
  /** Rows done. */
  rows: number;
  /** The share of the stage that is done, in [0, 1]. */
  share: number;
}

export interface ImportRun {
  sink: ImportSink;
  onProgress?: (progress: ImportProgress) => void;
  /** Stops the import between two batches; published messages stay. */
  signal?: AbortSignal;
}
