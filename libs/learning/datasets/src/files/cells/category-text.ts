const SEPARATORS = ['>', '|', '/'] as const;
export type CategorySeparator = (typeof SEPARATORS)[number];

/** What most of these texts have between the levels of a category; undefined if most have nothing. */
export function categorySeparatorOf(texts: readonly string[]): CategorySeparator | undefined {
  return SEPARATORS.find((separator) => {
    const count = texts.filter((text) => text.includes(separator)).length;
    return count > texts.length / 2;
  });
}

/**
 * Levels of a category, broad to fine.
 * @param severalPaths Whether a comma separates paths (Magento, WooCommerce); then the first one counts
 */
export function categoryPath(text: string, separator: CategorySeparator = '|', severalPaths = false): string[] {
  const path = severalPaths ? (text.split(/(?<!\\),/)[0] as string).replaceAll('\\,', ',') : text;
  return path
    .split(separator)
    .map((level) => level.trim())
    .filter((level) => level !== '');
}
