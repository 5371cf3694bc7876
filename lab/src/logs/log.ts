import type { DataFolder, Progress, Protocol } from '@stars/cli';

/** How long work is watched and stopped. */
export interface Work {
  progress: Progress;
  signal: AbortSignal;
}

/** A log on which rankings are compared. */
export interface Log {
  /** As in `--log`, and in paths. */
  name: string;
  title: string;
  nature: 'real' | 'simulated' | 'made up';
  /** Where it comes from and what is in it: sentences for the page. */
  about: string;
  protocol: Protocol;
  /** Whether lists and targets are without items that the user had, for all rankings alike. */
  unseen?: true;
  /** Of a small shop that is made up: so many shops, each of another seed. The tested sessions of all count together. Default 1. */
  copies?: number;
  /** A model is trained with each seed, at each size. */
  seeds: readonly number[];
  /** Whether nobody chose anything by what came out on this log: it is run once, at the end. */
  untuned?: true;
  /** The log that this is a part of: what is learned without the one must not know the other. */
  partOf?: string;
  /** Puts the log, or one of its copies (from 1), into an empty data folder. */
  import(folder: DataFolder, work: Work, copy: number): Promise<void>;
}

/** Real ones first. */
export const NATURES: readonly Log['nature'][] = ['real', 'simulated', 'made up'];
