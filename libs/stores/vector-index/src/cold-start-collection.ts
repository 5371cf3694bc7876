/**
 * Name of the collection that holds a model's newcomers alone, items that came after its training, beside the one that holds
 * all items: those few are searched by themselves, and leave both at once.
 */
export const coldStartCollection = (modelVersion: string): string => `${modelVersion}.new`;
