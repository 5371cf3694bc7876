import type { StudyRow } from '../studies/study-row.js';
import type { Size } from './cut-log.js';

/** What a ranking reached, by tested session. */
export interface Reached {
  name: string;
  ndcg: number[];
  hit: number[];
}

/** The figures of one log, size, copy and seed, as they are stored. */
export interface Cell {
  log: string;
  size: Size;
  /** Of the log's made-up shops, from 1. */
  copy: number;
  seed: number;
  /** How many sessions or users the size is. */
  units: number;
  /** Events that a training may use. */
  events: number;
  /** [S] a number for the user of each tested session: sessions of one user are drawn together. */
  users: number[];
  served: Reached;
  simple: Reached[];
  /** What rankings that learn reached, where they were asked for, and the commit that measured them. */
  learned?: Reached[];
  learnedAt?: string;
  /** Why there was no model, or what was chosen for it. */
  why: string;
  seconds: { train: number; rank: number; simple: number };
  commit?: string;
  /** ISO date. */
  date: string;
  machine: StudyRow['machine'];
}
