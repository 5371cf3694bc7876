import type { BrowsingKind } from '@stars/replay';

/** An event as a log has it. */
export interface LoggedEvent {
  item: string;
  kind: BrowsingKind;
  /** Ms since 1970. */
  time: number;
  category?: string;
}

/** One visit; its events in order. */
export interface LoggedSession {
  id: string;
  events: LoggedEvent[];
}

/** Lists of a ranking that somebody published with the log. */
export interface PublishedRow {
  name: string;
  /** By session: the list after each event, best first; undefined where none is published. */
  lists: ReadonlyMap<string, readonly (readonly string[] | undefined)[]>;
}

/** A log of browsing sessions. */
export interface BrowsingLog {
  /** In the order of their start. */
  sessions: LoggedSession[];
  /** How many sessions its publisher learns from, where the log has a cut of its own. */
  learned?: number;
  published?: readonly PublishedRow[];
}

export const byStart = (a: LoggedSession, b: LoggedSession): number =>
  (a.events[0]?.time ?? 0) - (b.events[0]?.time ?? 0);
