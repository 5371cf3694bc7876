import { StarsError } from '@stars/errors';
import { at, problem } from './field-problem.js';
import { type Interaction, InteractionType } from './generated/stars/v1/interaction.js';
import { INTERACTION_TYPE_NAMES } from './messages/enum-names.js';

/** A shop's own kinds of events, such as `wishlist`, and the type that each counts as. */
export type OwnKinds = ReadonlyMap<string, InteractionType>;

/**
 * Own kinds from settings: `{"wishlist": "add_to_cart"}`.
 * Errors: `STARS_CONFIG_INVALID` with the path of the field, such as `kinds.wishlist`.
 */
export function ownKindsFromJson(given: unknown = {}): OwnKinds {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw invalid('kinds', 'kinds are an object of types by name');
  }
  return new Map(
    Object.entries(given).map(([name, type]) => {
      try {
        return [name, INTERACTION_TYPE_NAMES.parse(type)];
      } catch {
        throw invalid(`kinds.${name}`, `a kind counts as one of ${INTERACTION_TYPE_NAMES.choices}`);
      }
    }),
  );
}

const invalid = (field: string, message: string): StarsError =>
  new StarsError('STARS_CONFIG_INVALID', message, { field });

/**
 * The events, each with its type: one that names only an own kind gets the type of this kind.
 * Errors: `STARS_UNKNOWN_TYPE` for a kind that the settings do not know, with a path such as `interactions[3].kind`.
 */
export function withTypes(events: readonly Interaction[], kinds: OwnKinds, path: string): Interaction[] {
  return events.map((event, index) => {
    const { kind, type } = event;
    if (kind === '' || type !== InteractionType.INTERACTION_TYPE_UNSPECIFIED) return event;
    const found = kinds.get(kind);
    if (found !== undefined) return { ...event, type: found };
    return at(`${path}[${index}].kind`, () => {
      const known = [...kinds.keys()].join(', ') || 'none';
      throw problem('STARS_UNKNOWN_TYPE', `is no kind that the settings name (${known})`);
    });
  });
}
