import { InteractionType } from './generated/stars/v1/interaction.js';

/** All kinds of events under their names in JSON, files and settings, the strongest first. A new kind is added to this file. */
export const EVENT_KINDS = ['purchase', 'add_to_cart', 'view'] as const;

export type EventKind = (typeof EVENT_KINDS)[number];

const TYPES: Readonly<Record<EventKind, InteractionType>> = {
  purchase: InteractionType.INTERACTION_TYPE_PURCHASE,
  add_to_cart: InteractionType.INTERACTION_TYPE_ADD_TO_CART,
  view: InteractionType.INTERACTION_TYPE_VIEW,
};

/** The type of the kind's events; the other way it is `interactionTypeName`. */
export const typeOfKind = (kind: EventKind): InteractionType => TYPES[kind];
