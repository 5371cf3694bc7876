import { entryOf } from '@stars/platform';
import type { VectorPayload } from './port.js';

/**
 * Holds equal brands, categories, attributes and regions of payloads once: a catalogue has far fewer of them than items. It keeps what it
 * has seen, so let it go after a batch.
 */
export class SharedParts {
  readonly #known = new Map<string, unknown>();

  /** An equal payload, with parts of those before. Do not change them. */
  share({ brand, category, price, attributes, regions }: VectorPayload): VectorPayload {
    return {
      brand: this.#shared(brand),
      category: this.#shared(category),
      ...(price === undefined ? {} : { price }),
      attributes: this.#shared(attributes),
      regions: this.#shared(regions),
    };
  }

  #shared<Part>(part: Part): Part {
    return entryOf(this.#known, JSON.stringify(part), () => part) as Part;
  }
}
