/** Signals of single items, such as a display or a mailer: by name, the values that training met. */
export interface SignalLayout {
  name: string;
  values: number[];
}

/** Which features the second stage has of a candidate. It is stored with the weights. */
export interface FeatureLayout {
  /** Levels of the items' groups (categories), finest first; at most two are used. */
  levels: number;
  signals: SignalLayout[];
  /** Whether purchases have regions. */
  regions: boolean;
  /** Whether there are features of an item's similarity to those that the user had. */
  neighbours: boolean;
  /** Whether there are features of the model's own scores. */
  scores: boolean;
  /** Whether several items have one text: one more level of groups, the last. */
  texts?: boolean;
  /** Whether there are features of how all users, and this user, try unseen items. */
  novelty?: boolean;
  /** Whether there are features of what is bought in one session with items that the user had. */
  together?: boolean;
}

/** Levels of groups: of categories, then of equal texts. */
export const groupLevels = ({ levels, texts = false }: FeatureLayout): number => levels + (texts ? 1 : 0);
