import type { TargetKind } from '@stars/features';
import type { SizeName } from '@stars/model';
import type { TrainingRecipe } from '../recipe.js';
import type { DataShape } from './data-shape.js';

/** What was chosen for a log, and why. */
export interface ChosenDefaults {
  /** What differs from the size's recipe. */
  recipe: Partial<TrainingRecipe>;
  /** One or two sentences for a person. */
  why: string;
}

/** Raised whenever the same log and size get another recipe. */
export const DEFAULTS_VERSION = 10;

/** Below this share of repeats, people look for unseen items: films, books, articles. */
const DISCOVERY_REPEATS = 0.1;

/** Logits of a step are tokens × items: up to here a softmax over all items fits into some 200 MB. */
const FULL_SOFTMAX_ITEMS = 30_000;
/** Sampled candidates of a step for larger catalogues. */
const SAMPLED_CANDIDATES = 8_192;

/**
 * δ starts at zero, and v_j = P·(e_j + δ_j) passes it only a fraction of a gradient: at the backbone's rate items stay alike
 * for a dozen passes. Measured on ratings of 1,700 films after two passes: Hit@10 .075 at the same rate, .118 at ten times.
 */
const DELTA_RATE = 15;

const MOST_EPOCHS = 40;
/**
 * Where people repeat, passes over n events: this by the root of n. log p and the repeat head know most from the start, and as many
 * events read as in a large log would rank far worse, above all what is new to a user.
 */
const SHOPPING_PASSES = 1_000;
/** Where people look for what is new, events that a training reads over all passes: some ten minutes at `small` on two cores. */
const DISCOVERY_EVENTS = 4_000_000;

/**
 * Rough cost of an event at `small` on one thread, in microseconds: encoder, logits, and the work for every item.
 * An estimate, not a measurement: the same log gets the same recipe on any machine.
 */
const cost = (candidates: number, items: number): number => 65 + 0.01 * candidates + 0.001 * items;
/** Microseconds that all passes may take by that estimate: larger catalogues get fewer passes. */
const BUDGET = 600e6;

/** Below this many targets an item, what is learned of it is mostly chance. */
const SPARSE = 20;

const NO_PRIOR = { priorPlace: 'none', priorWeight: 0, priorDays: 0 } as const;
/** log p of the targets is in the logits of training and of serving: of the whole log, because such data has no live statistics. */
const POPULARITY_PRIOR = { priorPlace: 'both', priorWeight: -1, priorDays: 0 } as const;

/** With fewer events, sessions are too few to learn from them; shops of this size were not measured. */
const BROWSING_EVENTS = 30_000;

/** Below this share of items with a text, items are learned by their ids. */
const TEXT = 0.5;

/** In a smaller log, an item is learned from one event for each so many events of the log: half of a small catalogue has fewer than five. */
const EVENTS_A_COUNT = 10_000;

/** ρ for a log with signals: one may turn a vector by at most some 17 degrees. */
export const OFFSET_BOUND = 0.3;

/** Without sessions, this many events at one time on average are a basket; fewer mean that the clock is too coarse to order them. */
const BASKET = 3;

/**
 * Chooses a recipe by the shape of the data: `base` is the size's own, and fits a shop whose customers buy the same
 * items again. `tiny`, which is for tests, does not change.
 */
export function chooseDefaults(shape: DataShape, size: SizeName, base: TrainingRecipe): ChosenDefaults {
  if (size === 'tiny') return { recipe: {}, why: '' };
  const discovery = shape.repeatShare < DISCOVERY_REPEATS;
  const withText = shape.textShare >= TEXT;
  const recipe: Partial<TrainingRecipe> = {};
  const said: string[] = [];
  if (discovery || !withText) {
    Object.assign(recipe, learnedIds(base, discovery, shape));
    said.push(
      `each item's own vector is learned${withText ? ' on top of its text' : ''} at ${DELTA_RATE} times the rate`,
    );
    if (discovery) said.push('no hour, weekday or season', 'no repeat head');
    if (discovery && hasPrior(shape)) said.push('a prior of how often each item is a target');
    if (shape.items <= FULL_SOFTMAX_ITEMS) {
      recipe.candidates = shape.items;
      said.push('every item is a candidate at every step (full softmax)');
    } else {
      recipe.candidates = SAMPLED_CANDIDATES;
      said.push(`${number(SAMPLED_CANDIDATES)} candidates a step, corrected for how they were drawn`);
    }
  }
  if (asksBoth(shape)) {
    recipe.browsing = true;
    said.push('what is opened next and what is taken are both learned, from events of every kind');
  }
  const leastCount = Math.max(1, Math.round(shape.events / EVENTS_A_COUNT));
  if (leastCount < (recipe.minItemCount ?? base.minItemCount)) {
    recipe.minItemCount = leastCount;
    said.push(`items with ${leastCount === 1 ? 'an event' : `${leastCount} events`} are learned`);
  }
  if (shape.sessionShare < 0.5 && shape.basketSize > 1 && shape.basketSize < BASKET) {
    recipe.strictOrder = true;
    said.push('events of one second in the order of the log');
  }
  if (shape.signals > 0 && (recipe.parts ?? base.parts).context && base.size.offsetBound === undefined) {
    recipe.size = { ...(recipe.size ?? base.size), offsetBound: OFFSET_BOUND };
    said.push(`offsets at the request for ${shape.signals === 1 ? 'the signal' : `the ${shape.signals} signals`}`);
  }
  const epochs = epochsFor(shape, discovery, { ...base, ...recipe });
  if (size === 'small' && epochs > base.epochs) {
    recipe.epochs = epochs;
    said.push(`${epochs} passes`);
  }
  const chosen = said.length > 0 ? list(said) : `the recipe of ${size} as it stands`;
  return { recipe, why: `${describe(shape, discovery, base.target)} Chosen: ${chosen}.` };
}

/**
 * In a log of one kind popularity is learned with the rest, as in the measurements; so it is where events of every kind are predicted. If
 * most events are no targets, the prior keeps down what many look at and nobody buys.
 */
const hasPrior = (shape: DataShape): boolean => shape.targets < shape.events && !asksBoth(shape);

/** Whether what is opened next is learned beside what is taken. */
const asksBoth = ({ repeatShare, browses, events }: DataShape): boolean =>
  repeatShare < DISCOVERY_REPEATS && browses && events >= BROWSING_EVENTS;

/** δ as embeddings of ids: every item with an event has its own from the first step on. */
function learnedIds(base: TrainingRecipe, discovery: boolean, shape: DataShape): Partial<TrainingRecipe> {
  const sparse = shape.targets / shape.items < SPARSE;
  const prior = hasPrior(shape) ? POPULARITY_PRIOR : NO_PRIOR;
  return {
    size: {
      ...base.size,
      contentWidth: Math.max(base.size.contentWidth, base.size.width),
      ...(discovery ? { dropout: Math.max(base.size.dropout, sparse ? 0.3 : 0.2), ...prior } : {}),
    },
    // The time of a rating says little of what comes next, and a model learns the time before it learns the taste. Where nobody
    // repeats, a repeat head only takes from what is new.
    ...(discovery ? { parts: { ...base.parts, context: false, repeat: false } } : {}),
    minItemCount: 1,
    deltaMinCount: 1,
    deltaDropout: 0,
    deltaFrozenEpochs: 0,
    deltaLearningRate: DELTA_RATE * base.learningRate,
    subclassShare: 0,
    cuts: 1,
    generalWeight: 0.1,
  };
}

function epochsFor(shape: DataShape, discovery: boolean, recipe: TrainingRecipe): number {
  const { items } = shape;
  const events = Math.max(1, shape.events);
  const affordable = BUDGET / cost(Math.min(recipe.candidates, items), items);
  const passes = discovery ? Math.min(DISCOVERY_EVENTS, affordable) / events : SHOPPING_PASSES / Math.sqrt(events);
  return Math.max(recipe.epochs, Math.min(MOST_EPOCHS, Math.round(passes)));
}

function describe(shape: DataShape, discovery: boolean, target: TargetKind | undefined): string {
  const { events, targets, users, items, medianLength, repeatShare } = shape;
  const size = `${number(events)} events of ${number(users)} users with ${number(items)} items, half of the users with ${medianLength} or fewer`;
  const share = `${(100 * repeatShare).toFixed(repeatShare < 0.1 ? 1 : 0)}%`;
  const repeats = `${share}${targets < events ? ' of the targets' : ''} repeat an item of an earlier session`;
  const kind = discovery ? 'people look for what is new to them' : 'people come back for what they had';
  const known = shape.textShare >= TEXT ? 'items have texts' : 'items are known by their ids alone';
  return `The data: ${[size, `${repeats}, so ${kind}`, ...describeLooks(shape, target), known].join('; ')}.`;
}

const TAKING = { purchase: 'buy', add_to_cart: 'put something into the cart' } as const;
const TAKEN = { purchase: 'bought', add_to_cart: 'put into the cart' } as const;

/** Whether people look before they take, and by what this is known; nothing if the log does not say. */
function describeLooks(shape: DataShape, target: TargetKind | undefined): string[] {
  if (shape.viewShare === 0 || target === undefined) return [];
  const percent = (part: number): string => `${Math.round(100 * part)}%`;
  const length = `half of the sessions have ${shape.sessionLength === 1 ? 'one item' : `${shape.sessionLength} items or fewer`}`;
  if (target === 'view') {
    return shape.browses
      ? [`people look around: ${percent(shape.sessionShare)} of the views have a session`, length]
      : [];
  }
  const looks = shape.browses
    ? `people look before they ${TAKING[target]}`
    : `people mostly ${TAKING[target]} without a look first`;
  return [
    `${looks}: ${percent(shape.viewedFirstShare)} of what is ${TAKEN[target]} was opened first in the same session`,
    length,
  ];
}

const number = (value: number): string => value.toLocaleString('en');

const list = (parts: readonly string[]): string =>
  parts.length > 1 ? `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}` : parts.join('');
