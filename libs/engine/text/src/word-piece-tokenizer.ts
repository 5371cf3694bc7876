import { Tokenizer } from '@huggingface/tokenizers';
import { StarsError } from '@stars/errors';

/** Texts to token ids, `[CLS]` first and `[SEP]` last. */
export interface TextTokenizer {
  /** At most `maxTokens` ids; a longer text is cut, but its last token is kept. */
  encode(text: string): number[];
}

/** @param json a Hugging Face `tokenizer.json`. Errors: `STARS_MODEL_CORRUPT`. */
export function loadTokenizer(json: Uint8Array, maxTokens: number): TextTokenizer {
  const tokenizer = parse(json);
  return {
    encode(text) {
      const { ids } = tokenizer.encode(text);
      return ids.length <= maxTokens ? ids : [...ids.slice(0, maxTokens - 1), ids.at(-1) as number];
    },
  };
}

function parse(json: Uint8Array): Tokenizer {
  try {
    return new Tokenizer(JSON.parse(Buffer.from(json).toString('utf8')), {});
  } catch (cause) {
    throw new StarsError('STARS_MODEL_CORRUPT', 'the tokenizer of the text model cannot be read', { cause });
  }
}
