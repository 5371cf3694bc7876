import { InteractionType } from './generated/stars/v1/interaction.js';

/**
 * The kinds of events that models learn from, under their names in JSON, files and settings, the strongest first. Others take events
 * back, or say what a user does not want.
 */
export const EVENT_KINDS = ['purchase', 'add_to_cart', 'view'] as const;

export type EventKind = (typeof EVENT_KINDS)[number];

const TYPES: Readonly<Record<EventKind, InteractionType>> = {
  purchase: InteractionType.INTERACTION_TYPE_PURCHASE,
  add_to_cart: InteractionType.INTERACTION_TYPE_ADD_TO_CART,
  view: InteractionType.INTERACTION_TYPE_VIEW,
};

/** The type of the kind's events; the other way it is `interactionTypeName`. */
export const typeOfKind = (kind: EventKind): InteractionType => TYPES[kind];
