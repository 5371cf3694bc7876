import { typeOfKind } from '@stars/contracts';
import { type FeatureSpec, TARGET_KINDS } from '@stars/features';
import type { EventKinds } from '@stars/ranking';

/** The kinds of events of a model; undefined if it counts all kinds alike. */
export function eventKindsOf({
  target,
  kindWeights = {},
  neverChosen = [],
}: Pick<FeatureSpec, 'target' | 'kindWeights' | 'neverChosen'>): EventKinds | undefined {
  if (target === undefined) return undefined;
  const others = TARGET_KINDS.filter((kind) => kindWeights[kind] !== undefined);
  return {
    target: typeOfKind(target),
    weights: new Map(others.map((kind) => [typeOfKind(kind), kindWeights[kind]!])),
    ...(neverChosen.length > 0 ? { neverChosen: new Set(neverChosen) } : {}),
  };
}
