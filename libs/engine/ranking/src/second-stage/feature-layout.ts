/** Signals of single items, such as a display or a mailer: by name, the values that training met. */
export interface SignalLayout {
  name: string;
  values: number[];
}

/** What the joint ranking is told of a candidate: determines its features, and is stored with its weights. */
export interface FeatureLayout {
  /** Levels of the items' groups (categories), finest first; at most two count. */
  levels: number;
  signals: SignalLayout[];
  /** Whether purchases have regions. */
  regions: boolean;
  /** Whether it is told how much an item is like those that the user had. */
  neighbours: boolean;
  /** Whether the model's own scores are told. */
  scores: boolean;
  /** Whether several items have one text: one more level of groups, the last. */
  texts?: boolean;
  /** Whether it is told how everybody, and the user, try what is new. */
  novelty?: boolean;
  /** Whether it is told what is taken on one visit with the user's own items. */
  together?: boolean;
}

/** Levels of groups: of categories, then of equal texts. */
export const groupLevels = ({ levels, texts = false }: FeatureLayout): number => levels + (texts ? 1 : 0);
