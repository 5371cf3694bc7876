import type { EventKind } from '@stars/contracts';

/** Signals of single items, such as a display or a mailer: by name, the values that training met. */
export interface SignalLayout {
  name: string;
  values: number[];
}

/** A kind of event besides those that are predicted, and what one is worth as evidence of them. */
export interface EvidenceKind {
  name: EventKind;
  /** 0 or more. */
  weight: number;
}

/** Which features the second stage has of a candidate. It is stored with the weights. */
export interface FeatureLayout {
  /** Levels of the items' groups (categories), finest first; at most two are used. */
  levels: number;
  signals: SignalLayout[];
  /** Whether purchases have regions. */
  regions: boolean;
  /** Whether the model's scores have its repeat head, for an item that the user had. */
  repeats?: boolean;
  /** Whether several items have one text: one more level of groups, the last. */
  texts?: boolean;
  /** Kinds of events that are evidence of what is predicted; absent if the log has no other kind. */
  evidence?: EvidenceKind[];
  /** Whether people look around before they take something: sessions say what comes next. */
  browsing?: boolean;
}

/** Levels of groups: of categories, then of equal texts. */
export const groupLevels = ({ levels, texts = false }: FeatureLayout): number => levels + (texts ? 1 : 0);
