/**
 * Name of the collection of only a model's cold-start items (items that came after its training), in addition to the collection
 * of all items. These few items are searched separately, and are deleted from both collections together.
 */
export const coldStartCollection = (modelVersion: string): string => `${modelVersion}.new`;
