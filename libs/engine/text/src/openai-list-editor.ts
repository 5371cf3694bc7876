import { StarsError } from '@stars/errors';
import { openEndpoint, type TextModelsOptions } from './create-text-models.js';
import { LIST_PROMPT_DIGEST, LIST_RULES, LIST_SCHEMA, listMessage, readListAnswer } from './list-prompt.js';
import type { OpenAiClient, OpenAiEndpoint } from './openai-client.js';
import type { EditedList, ListEditor, ListToEdit } from './port.js';

export interface OpenAiListEditorOptions {
  model: string;
}

/** Approximate tokens of an answer: for the budget. */
const TOKENS_AN_ITEM = 40;

/** Edits lists by chat completions with a JSON schema. One try for each list: a caller can go on without it. */
export class OpenAiListEditor implements ListEditor {
  readonly name: string;

  constructor(
    private readonly client: OpenAiClient,
    private readonly options: OpenAiListEditorOptions,
  ) {
    this.name = `openai/${options.model}/list-${LIST_PROMPT_DIGEST}@${client.digest}`;
  }

  async edit(list: ListToEdit, signal?: AbortSignal): Promise<EditedList> {
    const { model } = this.options;
    const request = {
      model,
      system: LIST_RULES,
      schema: LIST_SCHEMA,
      schemaName: 'edited_list',
      user: listMessage(list),
      answerTokens: TOKENS_AN_ITEM * list.items.length,
    };
    const content = await this.client.completeJson(request, { attempts: 1, ...(signal ? { signal } : {}) });
    const edited = readListAnswer(content, list.items.length);
    if (!edited) throw new StarsError('STARS_POISON_MESSAGE', `model ${model} gave no answer of the agreed shape`);
    return edited;
  }
}

/** An editor at an endpoint, under its limits, without a request yet. */
export function openListEditor(
  endpoint: OpenAiEndpoint,
  options: OpenAiListEditorOptions,
  about: TextModelsOptions = {},
): OpenAiListEditor {
  return new OpenAiListEditor(openEndpoint(endpoint, about), options);
}
